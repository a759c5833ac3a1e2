using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x - tanh(x).</summary>
public sealed class Tanhshrink : ParameterLessModule<Tensor, Tensor>
{
    internal Tanhshrink(bool inplace) : base(nameof(Tanhshrink))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.tanhshrink(tensor, inplace);
}
