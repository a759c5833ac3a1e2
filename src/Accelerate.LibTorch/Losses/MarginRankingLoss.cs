using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>max(0, -target (input1 - input2) + <c>margin</c>).</summary>
public sealed class MarginRankingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        functional.margin_ranking_loss(input1, input2, target, margin, reduction);
}
