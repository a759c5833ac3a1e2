using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>How much nearer the negative is to the anchor than the positive plus <c>margin</c>.</summary>
public sealed class TripletMarginLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    private readonly double _eps;
    private readonly bool _swap;

    public TripletMarginLoss(double margin = 1, long p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
        this.p = p;
        _eps = eps;
        _swap = swap;
    }

    public double margin { get; }

    /// <summary>The norm that measures distance.</summary>
    public long p { get; }

    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) =>
        functional.triplet_margin_loss(anchor, positive, negative, margin, p, _eps, _swap, reduction);
}
