using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>min(max(0, x + 3), 6) / 6.</summary>
public sealed class Hardsigmoid : ParameterLessModule<Tensor, Tensor>
{
    internal Hardsigmoid(bool inplace) : base(nameof(Hardsigmoid))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.hardsigmoid(tensor, inplace);
}
