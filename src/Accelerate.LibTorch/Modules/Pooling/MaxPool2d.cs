using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The maximum of each window over (N, C, H, W).</summary>
public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base(nameof(MaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride!;
        this.padding = padding!;
        this.dilation = dilation!;
        this.ceil_mode = ceil_mode;
    }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public long[] dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>The maxima and where in the input they are.</summary>
    public (Tensor, Tensor) forward_with_indices(Tensor input) =>
        functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}
