using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The mean of each of a fixed number of windows that cover the input.</summary>
public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool2d(long[] output_size) : base(nameof(AdaptiveAvgPool2d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override Tensor forward(Tensor input) => functional.adaptive_avg_pool2d(input, output_size);
}
