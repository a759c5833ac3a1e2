using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x, limited to a range.</summary>
public sealed class Hardtanh : ParameterLessModule<Tensor, Tensor>
{
    internal Hardtanh(double min_val, double max_val, bool inplace) : base(nameof(Hardtanh))
    {
        this.min_val = min_val;
        this.max_val = max_val;
        this.inplace = inplace;
    }

    public double min_val { get; set; }

    public double max_val { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.hardtanh(tensor, min_val, max_val, inplace);
}
