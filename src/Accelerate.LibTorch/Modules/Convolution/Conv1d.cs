using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A convolution over input of shape (N, C, L).</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(
        long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
        long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype) :
        base(
            nameof(Conv1d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation,
            false, Sizes.Repeat(0, 1), groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (!PadsWithZeros)
        {
            using var padded = Pad(input);
            return functional.conv1d(padded, weight, bias, stride[0], 0, dilation[0], groups);
        }
        return padding_type is { } type
            ? functional.conv1d_padding(input, weight, bias, stride[0], type, dilation[0], groups)
            : functional.conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups);
    }
}
