using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x / (1 + |x|).</summary>
public sealed class Softsign : ParameterLessModule<Tensor, Tensor>
{
    internal Softsign(bool inplace) : base(nameof(Softsign))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.softsign(tensor, inplace);
}
