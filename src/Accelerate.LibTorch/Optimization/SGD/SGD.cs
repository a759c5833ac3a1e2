using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum, after PyTorch's formulas.</summary>
public partial class SGD : OptimizerHelper, torch.optim.IMomentum
{
    private static readonly Operator s_add = new("aten::add_", "Tensor");

    private readonly HandleList _buffers;
    private readonly HandleList _continued;
    private readonly HandleList _continuedGradients;
    private readonly HandleList _lookahead;

    public SGD(
        IEnumerable<Parameter> parameters,
        double lr,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
        : this(SingleGroup<ParamGroup>(parameters), lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(
        IEnumerable<ParamGroup> parameters,
        double lr,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false,
        bool maximize = false)
    {
        _buffers = NewList();
        _continued = NewList();
        _continuedGradients = NewList();
        _lookahead = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        });
    }

    /// <summary>The first group's; setting it sets every group's.</summary>
    public double Momentum
    {
        get => ((Options)_parameter_groups[0].Options).momentum ?? 0;
        set
        {
            foreach (var group in _parameter_groups)
                ((Options)group.Options).momentum = value;
        }
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<Modules.ParamGroup>(Update, closure);

    private protected override bool SupportsSparse => true;

    internal override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private void Update(Modules.ParamGroup group)
    {
        if (!Gather(group))
            return;
        var options = (Options)group.Options;
        if (HasSparseGradient)
        {
            AddEach(options, group.LearningRate);
            return;
        }
        var direction = AdjustedGradients(options.maximize == true, options.weight_decay ?? 0);
        if (options.momentum is > 0)
            direction = Accumulate(direction, options);
        Foreach.Add_(Parameters, direction, -group.LearningRate);
    }

    private void AddEach(Options options, double learningRate)
    {
        if (options.momentum is > 0 || options.weight_decay is > 0)
            throw new InvalidOperationException("SGD steps sparse gradients only without momentum and weight_decay, which would make them dense.");
        var alpha = NativeValue.FromDouble(options.maximize == true ? learningRate : -learningRate);
        for (var i = 0; i < Parameters.Count; i++)
            s_add.Invoke([NativeValue.FromTensor(Parameters[i]), NativeValue.FromTensor(Gradients[i]), alpha]);
    }

    /// <summary>Adds the gradients to the momentum, which starts as the first of them, undampened.</summary>
    private HandleList Accumulate(HandleList gradients, Options options)
    {
        var momentum = options.momentum ?? 0;
        _buffers.Clear();
        _continued.Clear();
        _continuedGradients.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            if (state.momentum_buffer is null)
            {
                state.momentum_buffer = StateTensor.Clone(gradients[i]);
            }
            else
            {
                _continued.Add(state.momentum_buffer.Handle);
                _continuedGradients.Add(gradients[i]);
            }
            _buffers.Add(state.momentum_buffer.Handle);
        }
        if (_continued.Count > 0)
        {
            Foreach.Mul_(_continued, momentum);
            Foreach.Add_(_continued, _continuedGradients, 1 - (options.dampening ?? 0));
        }
        if (options.nesterov != true)
            return _buffers;
        Foreach.Add(gradients, _buffers, momentum, _lookahead);
        return _lookahead;
    }
}
