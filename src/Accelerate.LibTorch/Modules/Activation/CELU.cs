using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>max(0, x) + min(0, <c>alpha</c> (exp(x / <c>alpha</c>) - 1)).</summary>
public sealed class CELU : ParameterLessModule<Tensor, Tensor>
{
    internal CELU(double alpha, bool inplace) : base(nameof(CELU))
    {
        this.alpha = alpha;
        this.inplace = inplace;
    }

    public double alpha { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.celu(tensor, alpha, inplace);
}
