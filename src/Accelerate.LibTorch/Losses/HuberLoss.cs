using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Half the squared difference where it is below <c>delta</c>, <c>delta</c> times the absolute one less <c>delta</c> / 2 beyond (Huber, 1964).</summary>
public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
{
    public HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.delta = delta;
    }

    public double delta { get; }

    public override Tensor forward(Tensor input, Tensor target) => functional.huber_loss(input, target, delta, reduction);
}
