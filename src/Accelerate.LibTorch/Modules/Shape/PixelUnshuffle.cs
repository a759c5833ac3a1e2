using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Moves elements from space to channels: (N, C, H r, W r) to (N, C r², H, W).</summary>
public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelUnshuffle(long downscale_factor) : base(nameof(PixelUnshuffle))
    {
        this.downscale_factor = downscale_factor;
    }

    public long downscale_factor { get; set; }

    public override Tensor forward(Tensor input) => functional.pixel_unshuffle(input, downscale_factor);
}
