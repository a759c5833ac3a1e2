using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Moves elements from channels to space: (N, C r², H, W) to (N, C, H r, W r).</summary>
public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle))
    {
        this.upscale_factor = upscale_factor;
    }

    public long upscale_factor { get; set; }

    public override Tensor forward(Tensor input) => functional.pixel_shuffle(input, upscale_factor);
}
