using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

/// <summary>Two layers, with points for faults between them on the way there and back.</summary>
internal sealed class FaultyNetwork : Module<Tensor, Tensor>
{
    private readonly Linear _first, _last;

    public FaultyNetwork(int inputs, int width)
        : base(nameof(FaultyNetwork))
    {
        _first = Linear(inputs, width);
        _last = Linear(width, inputs);
        RegisterComponents();
    }

    /// <summary>What happens in the next forward and backward.</summary>
    public FaultPoint? Fault { get; set; }

    public override Tensor forward(Tensor input)
    {
        var hidden = _first.call(input).tanh();
        if (Fault is null)
            return _last.call(hidden);
        Fault.At("forward");
        FaultyIdentity.Fault = Fault;
        return _last.call(FaultyIdentity.apply(hidden));
    }
}
