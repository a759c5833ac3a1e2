using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x moved towards zero by <c>lambda</c>.</summary>
public sealed class Softshrink : ParameterLessModule<Tensor, Tensor>
{
    internal Softshrink(double lambda) : base(nameof(Softshrink))
    {
        this.lambda = lambda;
    }

    public double lambda { get; set; }

    public override Tensor forward(Tensor tensor) => functional.softshrink(tensor, lambda);
}
