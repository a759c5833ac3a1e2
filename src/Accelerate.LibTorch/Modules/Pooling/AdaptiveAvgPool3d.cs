using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The mean of each of a fixed number of windows that cover the input.</summary>
public sealed class AdaptiveAvgPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool3d(long[] output_size) : base(nameof(AdaptiveAvgPool3d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override Tensor forward(Tensor input) => functional.adaptive_avg_pool3d(input, output_size);
}
