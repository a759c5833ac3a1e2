using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The squared difference over 2 <c>beta</c> where it is below <c>beta</c>, the absolute one less <c>beta</c> / 2 beyond.</summary>
public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
{
    public SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) : base(reduction)
    {
        this.beta = beta;
    }

    public double beta { get; }

    public override Tensor forward(Tensor input, Tensor target) => functional.smooth_l1_loss(input, target, reduction, beta);
}
