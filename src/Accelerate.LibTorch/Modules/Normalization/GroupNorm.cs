using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Group normalization (Wu and He, 2018): by mean and variance over groups of the channels of each sample.</summary>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter _bias = null!;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
    {
        if (num_groups <= 0 || num_channels % num_groups != 0)
            throw new ArgumentException($"GroupNorm: {num_channels} channels cannot be divided into {num_groups} groups.", nameof(num_groups));
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        if (!affine)
            return;
        weight = NewParameter.Full([num_channels], 1, device, dtype);
        bias = NewParameter.Full([num_channels], 0, device, dtype);
    }

    public long num_groups { get; set; }

    /// <summary>Added to the variance before its root is taken.</summary>
    public double eps { get; set; }

    public bool affine { get; set; }

    /// <summary>The scale of each channel; null unless affine.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>The shift of each channel; null unless affine.</summary>
    public Parameter bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    public override Tensor forward(Tensor tensor) => functional.group_norm(tensor, num_groups, weight, bias, eps);
}
