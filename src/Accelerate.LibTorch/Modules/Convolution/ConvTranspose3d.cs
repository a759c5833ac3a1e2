using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A transposed convolution over input of shape (N, C, D, H, W).</summary>
public sealed class ConvTranspose3d : ConvolutionTranspose
{
    internal ConvTranspose3d(
        long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long[] output_padding,
        long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype) :
        base(
            nameof(ConvTranspose3d), in_channels, out_channels, kernel_size, stride, padding, null, dilation,
            true, output_padding, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[]? output_size)
    {
        var added = _output_padding(input, output_size, kernel_size, stride, padding, dilation, 3);
        return functional.conv_transpose3d(input, weight, bias, stride, padding, added, dilation, groups);
    }
}
