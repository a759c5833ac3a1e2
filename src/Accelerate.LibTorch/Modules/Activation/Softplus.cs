using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>log(1 + exp(<c>beta</c> x)) / <c>beta</c>; x itself where <c>beta</c> x exceeds <c>threshold</c>.</summary>
public sealed class Softplus : ParameterLessModule<Tensor, Tensor>
{
    internal Softplus(double beta, double threshold) : base(nameof(Softplus))
    {
        this.beta = beta;
        this.threshold = threshold;
    }

    public double beta { get; set; }

    public double threshold { get; set; }

    public override Tensor forward(Tensor tensor) => functional.softplus(tensor, beta, threshold);
}
