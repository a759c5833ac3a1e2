using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A transposed convolution: the gradient of a convolution with respect to its input.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
        bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null) :
        base(
            name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation,
            transposed, output_padding, groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>Computes the output of a given size, where the stride leaves a choice.</summary>
    /// <param name="output_size">The sizes of the spatial dimensions, or of all; null for the smallest plus <c>output_padding</c>.</param>
    /// <exception cref="ArgumentException">No output has that size.</exception>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>What to add to the smallest output to get the size asked for.</summary>
    protected long[] _output_padding(
        Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
            return output_padding;
        var shape = input.shape;
        var spatial = (int)num_spatial_dims;
        var leading = shape.Length - spatial;
        if (output_size.Length == shape.Length)
            output_size = output_size[leading..];
        if (output_size.Length != spatial)
            throw new ArgumentException($"{GetName()}: the output size [{string.Join(", ", output_size)}] should have {spatial} or {shape.Length} dimensions.", nameof(output_size));
        var added = new long[spatial];
        for (var i = 0; i < spatial; i++)
        {
            var smallest = (shape[leading + i] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel_size[i] - 1) + 1;
            added[i] = output_size[i] - smallest;
            if (added[i] < 0 || added[i] >= stride[i])
                throw new ArgumentException(
                    $"{GetName()}: dimension {i} of the output can have sizes {smallest} to {smallest + stride[i] - 1}, not {output_size[i]}.", nameof(output_size));
        }
        return added;
    }
}
