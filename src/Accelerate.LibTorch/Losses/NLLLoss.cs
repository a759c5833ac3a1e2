using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of classes: log-probabilities (N, C) or (N, C, …) and classes (N) or (N, …).</summary>
public sealed class NLLLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(weight, reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => functional.nll_loss(input, target, weight, reduction);
}
