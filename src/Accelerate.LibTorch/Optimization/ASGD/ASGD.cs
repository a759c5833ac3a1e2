using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Averaged stochastic gradient descent (Polyak and Juditsky, 1992).</summary>
public partial class ASGD : OptimizerHelper
{
    private readonly HandleList _averages;
    private readonly HandleList _updates;
    private readonly HandleList _differences;
    private readonly ScalarList _decays = new();
    private readonly ScalarList _steps = new();
    private readonly ScalarList _weights = new();

    public ASGD(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double lambd = 1e-4,
        double alpha = 0.75,
        double t0 = 1e6,
        double weight_decay = 0,
        bool maximize = false)
        : this(SingleGroup<ParamGroup<Options>>(parameters), lr, lambd, alpha, t0, weight_decay, maximize)
    {
    }

    public ASGD(
        IEnumerable<ParamGroup<Options>> parameters,
        double lr = 1e-2,
        double lambd = 1e-4,
        double alpha = 0.75,
        double t0 = 1e6,
        double weight_decay = 0,
        bool maximize = false)
    {
        _averages = NewList();
        _updates = NewList(owning: true);
        _differences = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            lambd = lambd,
            alpha = alpha,
            weight_decay = weight_decay,
            t0 = t0,
            maximize = maximize,
        });
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<Modules.ParamGroup>(Update, closure);

    internal override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private void Update(Modules.ParamGroup group)
    {
        if (!Gather(group))
            return;
        var options = (Options)group.Options;
        var lambd = options.lambd ?? 0;
        var gradients = AdjustedGradients(options.maximize == true, options.weight_decay ?? 0);
        _averages.Clear();
        _decays.Clear();
        _steps.Clear();
        _weights.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _averages.Add(state.ax.Handle);
            _decays.Add(1 - lambd * state.eta);
            _steps.Add(-state.eta);
            _weights.Add(state.mu);
            state.eta = group.LearningRate / Math.Pow(1 + lambd * group.LearningRate * state.step, options.alpha ?? 0);
            state.mu = 1 / Math.Max(1, state.step - (options.t0 ?? 0));
        }
        Foreach.Mul_(Parameters, _decays);
        Foreach.Mul(gradients, _steps, _updates);
        Foreach.Add_(Parameters, _updates);
        Foreach.Sub(Parameters, _averages, _differences);
        Foreach.Mul_(_differences, _weights);
        Foreach.Add_(_averages, _differences);
    }
}
