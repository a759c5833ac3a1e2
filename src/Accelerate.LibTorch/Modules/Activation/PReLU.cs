using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Leaky ReLU whose slope is learned: one for all, or one for each channel.</summary>
public sealed class PReLU : Module<Tensor, Tensor>
{
    private Parameter _weight = null!;

    internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype) : base(nameof(PReLU))
    {
        this.num_parameters = num_parameters;
        this.init = init;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        weight = NewParameter.Full([num_parameters], init, device, dtype);
    }

    public long num_parameters { get; }

    public double init { get; }

    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    public override Tensor forward(Tensor tensor) => functional.prelu(tensor, weight);
}
