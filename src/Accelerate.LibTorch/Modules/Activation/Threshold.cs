using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x where it exceeds <c>threshold</c>, else <c>value</c>.</summary>
public sealed class Threshold : ParameterLessModule<Tensor, Tensor>
{
    internal Threshold(double threshold, double value, bool inplace) : base(nameof(Threshold))
    {
        this.threshold = threshold;
        this.value = value;
        this.inplace = inplace;
    }

    public double threshold { get; set; }

    public double value { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.threshold(tensor, threshold, value, inplace);
}
