using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>log(1 + exp(-target input)), for targets of 1 and -1.</summary>
public sealed class SoftMarginLoss : Loss<Tensor, Tensor, Tensor>
{
    public SoftMarginLoss(Reduction reduction = Reduction.Mean) : base(reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => functional.soft_margin_loss(input, target, reduction);
}
