using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Makes several dimensions of one.</summary>
public sealed class Unflatten : ParameterLessModule<Tensor, Tensor>
{
    internal Unflatten(long dim, long[] unflattened_size) : base(nameof(Unflatten))
    {
        this.dim = dim;
        this.unflattened_size = unflattened_size;
    }

    public long dim { get; set; }

    public long[] unflattened_size { get; set; }

    public override Tensor forward(Tensor tensor) => tensor.unflatten(dim, unflattened_size);
}
