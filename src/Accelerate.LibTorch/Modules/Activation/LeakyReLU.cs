using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x where it is positive, else <c>negative_slope</c> times x.</summary>
public sealed class LeakyReLU : ParameterLessModule<Tensor, Tensor>
{
    internal LeakyReLU(double negative_slope, bool inplace) : base(nameof(LeakyReLU))
    {
        this.negative_slope = negative_slope;
        this.inplace = inplace;
    }

    public double negative_slope { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.leaky_relu(tensor, negative_slope, inplace);
}
