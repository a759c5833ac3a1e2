using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The mean over classes of the binary cross entropy of logits.</summary>
public sealed class MultiLabelSoftMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(weight, reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => functional.multilabel_soft_margin_loss(input, target, weight, reduction);
}
