using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A convolution over input of shape (N, C, D, H, W).</summary>
public sealed class Conv3d : Convolution
{
    internal Conv3d(
        long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
        long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype) :
        base(
            nameof(Conv3d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation,
            false, Sizes.Repeat(0, 3), groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (!PadsWithZeros)
        {
            using var padded = Pad(input);
            return functional.conv3d(padded, weight, bias, stride, null, dilation, groups);
        }
        return padding_type is { } type
            ? functional.conv3d_padding(input, weight, bias, stride, type, dilation, groups)
            : functional.conv3d(input, weight, bias, stride, padding, dilation, groups);
    }
}
