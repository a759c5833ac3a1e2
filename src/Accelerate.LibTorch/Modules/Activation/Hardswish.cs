using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x times min(max(0, x + 3), 6) / 6.</summary>
public sealed class Hardswish : ParameterLessModule<Tensor, Tensor>
{
    internal Hardswish(bool inplace) : base(nameof(Hardswish))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.hardswish(tensor, inplace);
}
