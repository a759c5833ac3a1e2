using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The maximum of each of a fixed number of windows that cover the input.</summary>
public sealed class AdaptiveMaxPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveMaxPool3d(long[] output_size) : base(nameof(AdaptiveMaxPool3d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override Tensor forward(Tensor input) => functional.adaptive_max_pool3d(input, output_size);

    /// <summary>The maxima and where in the input they are.</summary>
    public (Tensor, Tensor) forward_with_indices(Tensor input) => functional.adaptive_max_pool3d_with_indices(input, output_size);
}
