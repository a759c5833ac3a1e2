using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of counts that follow a Poisson distribution.</summary>
public sealed class PoissonNLLLoss : Loss<Tensor, Tensor, Tensor>
{
    public PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.log_input = log_input;
        this.full = full;
        this.eps = eps;
    }

    /// <summary>Whether the input is the logarithm of the rate.</summary>
    public bool log_input { get; }

    /// <summary>Whether to add Stirling's approximation of the term that does not depend on the input.</summary>
    public bool full { get; }

    /// <summary>Added to a rate before its logarithm is taken.</summary>
    public float eps { get; }

    public override Tensor forward(Tensor input, Tensor target) => functional.poisson_nll_loss(input, target, log_input, full, eps, reduction);
}
