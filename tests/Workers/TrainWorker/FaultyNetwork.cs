using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

/// <summary>Two layers, and a batch norm between them where that is asked for, with points for faults before it on the way there and back.</summary>
internal sealed class FaultyNetwork : Module<Tensor, Tensor>
{
    private readonly Linear _first, _last;
    private readonly BatchNorm1d? _norm;

    public FaultyNetwork(int inputs, int width, bool normalizes)
        : base(nameof(FaultyNetwork))
    {
        _first = Linear(inputs, width);
        _last = Linear(width, inputs);
        if (normalizes)
            _norm = BatchNorm1d(width);
        RegisterComponents();
    }

    /// <summary>What happens in the next forward and backward.</summary>
    public FaultPoint? Fault { get; set; }

    public override Tensor forward(Tensor input)
    {
        var hidden = _first.call(input).tanh();
        Fault?.At("forward");
        if (_norm is not null)
            hidden = _norm.call(hidden);
        if (Fault is null)
            return _last.call(hidden);
        FaultyIdentity.Fault = Fault;
        return _last.call(FaultyIdentity.apply(hidden));
    }
}
