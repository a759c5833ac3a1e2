using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>
/// The affine map x Aᵀ + b of the last dimension. A and b start uniform within 1/√(inputs), drawn from libtorch's
/// default generator in PyTorch's order.
/// </summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter _bias = null!;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        weight = NewParameter.Empty([outputSize, inputSize], device, dtype);
        if (hasBias)
            bias = NewParameter.Empty([outputSize], device, dtype);
        FanInUniform.Fill(weight, bias);
    }

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.shape is not [var outputs, var inputs])
            throw new ArgumentException($"Linear: a weight has the shape (outputs, inputs), not [{string.Join(", ", weight.shape)}].", nameof(weight));
        if (bias is not null && bias.shape is not [_] || bias is not null && bias.shape[0] != outputs)
            throw new ArgumentException($"Linear: the bias of {outputs} outputs has the shape [{outputs}], not [{string.Join(", ", bias.shape)}].", nameof(bias));
        in_features = inputs;
        out_features = outputs;
        this.weight = weight;
        this.bias = bias!;
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    /// <summary>A, of shape (outputs, inputs). Another layer's parameter may be given, which ties the two.</summary>
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

    public override Tensor forward(Tensor tensor) => functional.linear(tensor, weight, bias);
}
