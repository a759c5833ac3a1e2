using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Softmax of -x along a dimension.</summary>
public sealed class Softmin : ParameterLessModule<Tensor, Tensor>
{
    internal Softmin(long dim) : base(nameof(Softmin))
    {
        this.dim = dim;
    }

    public long dim { get; set; }

    public override Tensor forward(Tensor tensor) => functional.softmin(tensor, dim);
}
