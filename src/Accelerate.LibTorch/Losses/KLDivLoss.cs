using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The Kullback-Leibler divergence of the target from the input, given as log-probabilities; the target too, unless <c>log_target</c> is false.</summary>
public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
{
    public KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.log_target = log_target;
    }

    public bool log_target { get; }

    public override Tensor forward(Tensor input, Tensor target) => functional.kl_div(input, target, log_target, reduction);
}
