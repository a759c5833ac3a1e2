using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x, or zero within <c>lambda</c> of zero.</summary>
public sealed class Hardshrink : ParameterLessModule<Tensor, Tensor>
{
    internal Hardshrink(double lambda) : base(nameof(Hardshrink))
    {
        this.lambda = lambda;
    }

    public double lambda { get; set; }

    public override Tensor forward(Tensor tensor) => functional.hardshrink(tensor, lambda);
}
