using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The hinge loss between every class that is a target and every one that is not.</summary>
public sealed class MultiLabelMarginLoss : Loss<Tensor, Tensor, Tensor>
{
    public MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : base(reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => functional.multi_label_margin_loss(input, target, reduction);
}
