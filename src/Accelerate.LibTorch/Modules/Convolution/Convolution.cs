using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>
/// A convolution over one to three spatial dimensions. Weights and biases start uniform within 1/√(fan-in), drawn from
/// libtorch's default generator in PyTorch's order.
/// </summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    protected Parameter _weight = null!;
    protected Parameter _bias = null!;
    protected long[] _reversed_padding_repeated_twice = null!;

    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation,
        bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null) : base(name)
    {
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{name}: {in_channels} input and {out_channels} output channels cannot be divided into {groups} groups.", nameof(groups));
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException($"{name}: a transposed convolution pads with zeros only, not with {padding_mode}.", nameof(padding_mode));
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding);

        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        var (first, second) = transposed ? (in_channels, out_channels) : (out_channels, in_channels);
        weight = NewParameter.Empty([first, second / groups, .. kernel_size], device, dtype);
        if (bias)
            this.bias = NewParameter.Empty([out_channels], device, dtype);
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    /// <summary>The padding of each dimension; zeros where <see cref="padding_type"/> decides.</summary>
    public long[] padding { get; private set; } = null!;

    /// <summary>How the padding follows from the kernel; null where it is given as numbers.</summary>
    public Padding? padding_type { get; private set; }

    public long[] dilation { get; set; }

    public bool transposed { get; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public PaddingModes padding_mode { get; set; }

    /// <summary>Shape (out, in / groups, kernel…); (in, out / groups, kernel…) if transposed.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>Shape (out); null without a bias.</summary>
    public Parameter bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <summary>Draws new weights and biases.</summary>
    public void reset_parameters() => FanInUniform.Fill(weight, bias);

    public void SetPadding(long[] padding)
    {
        this.padding = padding;
        padding_type = null;
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(size => Enumerable.Repeat(size, 2))];
    }

    public void SetPadding(Padding padding)
    {
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException($"{GetName()}: Padding.Same needs a stride of 1, not [{string.Join(", ", stride)}]. Give the padding as numbers.", nameof(padding));
        this.padding = Sizes.Repeat(0, kernel_size.Length);
        padding_type = padding;
        _reversed_padding_repeated_twice = new long[2 * kernel_size.Length];
        if (padding == Padding.Valid)
            return;
        for (var i = 0; i < kernel_size.Length; i++)
        {
            var dimension = kernel_size.Length - 1 - i;
            var total = dilation[dimension] * (kernel_size[dimension] - 1);
            _reversed_padding_repeated_twice[2 * i] = total / 2;
            _reversed_padding_repeated_twice[2 * i + 1] = total - total / 2;
        }
    }

    private protected bool PadsWithZeros => padding_mode is PaddingModes.Zeros or PaddingModes.Constant;

    private protected Tensor Pad(Tensor input) => functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
}
