using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x times the cumulative distribution function of the normal distribution (Hendrycks and Gimpel, 2016).</summary>
public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU(Approximate approximate, bool inplace) : base(nameof(GELU))
    {
        this.approximate = approximate;
        this.inplace = inplace;
    }

    public Approximate approximate { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.gelu(tensor, approximate, inplace);

    /// <summary>How the distribution function is computed: exactly, or by a formula with tanh.</summary>
    public enum Approximate
    {
        none = 0,
        tanh = 1,
    }
}
