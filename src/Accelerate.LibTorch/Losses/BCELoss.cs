using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The binary cross entropy of probabilities.</summary>
public sealed class BCELoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(weight, reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => functional.binary_cross_entropy(input, target, weight, reduction);
}
