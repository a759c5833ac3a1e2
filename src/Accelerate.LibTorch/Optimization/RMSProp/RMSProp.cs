using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>RMSprop (Hinton, lecture 6e of the course Neural Networks for Machine Learning), centered if asked (Graves, 2013, arXiv:1308.0850).</summary>
public partial class RMSProp : OptimizerHelper, torch.optim.IMomentum
{
    private readonly HandleList _squares;
    private readonly HandleList _averages;
    private readonly HandleList _buffers;
    private readonly HandleList _denominators;

    public RMSProp(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double alpha = 0.99,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum = 0,
        bool centered = false,
        bool maximize = false)
        : this(SingleGroup<ParamGroup>(parameters), lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    public RMSProp(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-3,
        double alpha = 0.99,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum = 0,
        bool centered = false,
        bool maximize = false)
    {
        _squares = NewList();
        _averages = NewList();
        _buffers = NewList();
        _denominators = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            maximize = maximize,
            momentum = momentum,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            centered = centered,
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

    internal override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private void Update(Modules.ParamGroup group)
    {
        if (!Gather(group))
            return;
        var options = (Options)group.Options;
        var (alpha, momentum, centered) = (options.alpha ?? 0, options.momentum ?? 0, options.centered == true);
        var gradients = AdjustedGradients(options.maximize == true, options.weight_decay ?? 0);
        _squares.Clear();
        _averages.Clear();
        _buffers.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _squares.Add(state.square_avg.Handle);
            if (centered)
                _averages.Add((state.grad_avg ??= StateTensor.ZerosLike(state.Parameter)).Handle);
            if (momentum > 0)
                _buffers.Add((state.momentum_buffer ??= StateTensor.ZerosLike(state.Parameter)).Handle);
        }
        Foreach.Mul_(_squares, alpha);
        Foreach.Addcmul_(_squares, gradients, gradients, 1 - alpha);
        if (centered)
        {
            Foreach.Mul_(_averages, alpha);
            Foreach.Add_(_averages, gradients, 1 - alpha);
            Foreach.Addcmul(_squares, _averages, _averages, -1, _denominators);
            Foreach.Sqrt_(_denominators);
        }
        else
        {
            Foreach.Sqrt(_squares, _denominators);
        }
        Foreach.Add_(_denominators, options.eps ?? 0);
        if (momentum > 0)
        {
            Foreach.Mul_(_buffers, momentum);
            Foreach.Addcdiv_(_buffers, gradients, _denominators, 1);
            Foreach.Add_(Parameters, _buffers, -group.LearningRate);
        }
        else
        {
            Foreach.Addcdiv_(Parameters, gradients, _denominators, -group.LearningRate);
        }
    }
}
