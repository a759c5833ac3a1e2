using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of values that follow normal distributions of given mean and variance.</summary>
public sealed class GaussianNLLLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.full = full;
        this.eps = eps;
    }

    /// <summary>Whether to add the constant term.</summary>
    public bool full { get; }

    /// <summary>The least variance.</summary>
    public float eps { get; }

    public override Tensor forward(Tensor input, Tensor target, Tensor variance) =>
        functional.gaussian_nll_loss(input, target, variance, full, eps, reduction);
}
