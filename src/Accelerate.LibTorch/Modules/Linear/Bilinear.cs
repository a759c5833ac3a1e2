using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The bilinear map x₁ᵀ A x₂ + b of the last dimensions of two inputs.</summary>
public sealed class Bilinear : Module<Tensor, Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter _bias = null!;

    internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Bilinear))
    {
        this.in1_features = in1_features;
        this.in2_features = in2_features;
        this.out_features = out_features;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        weight = NewParameter.Empty([out_features, in1_features, in2_features], device, dtype);
        if (hasBias)
            bias = NewParameter.Empty([out_features], device, dtype);
        var bound = 1 / Math.Sqrt(in1_features);
        init.uniform_(weight, -bound, bound);
        if (hasBias)
            init.uniform_(bias, -bound, bound);
    }

    public long in1_features { get; set; }

    public long in2_features { get; set; }

    public long out_features { get; set; }

    /// <summary>A, of shape (outputs, inputs of the first, inputs of the second).</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>b, of shape (outputs); null without a bias.</summary>
    public Parameter bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    public override Tensor forward(Tensor input1, Tensor input2) => functional.bilinear(input1, input2, weight, bias);
}
