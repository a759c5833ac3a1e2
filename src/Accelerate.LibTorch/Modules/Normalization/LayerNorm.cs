using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Layer normalization (Ba et al., 2016): by mean and variance over the last dimensions of each sample.</summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter _bias = null!;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        if (elementwise_affine)
            weight = NewParameter.Full(normalized_shape, 1, device, dtype);
        if (elementwise_affine && bias)
            this.bias = NewParameter.Full(normalized_shape, 0, device, dtype);
    }

    /// <summary>The last dimensions, over which is normalized.</summary>
    public long[] normalized_shape { get; set; }

    /// <summary>Added to the variance before its root is taken.</summary>
    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    /// <summary>The scale of each element; null unless affine.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>The shift of each element; null without one.</summary>
    public Parameter bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <summary>Sets the scale to one and the shift to zero.</summary>
    public void reset_parameters()
    {
        if (weight is not null)
            init.ones_(weight);
        if (bias is not null)
            init.zeros_(bias);
    }

    public override Tensor forward(Tensor tensor) => functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
