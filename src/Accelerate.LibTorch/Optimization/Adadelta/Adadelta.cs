using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adadelta (Zeiler, 2012, arXiv:1212.5701).</summary>
public partial class Adadelta : OptimizerHelper
{
    private readonly HandleList _squares;
    private readonly HandleList _accumulated;
    private readonly HandleList _deviations;
    private readonly HandleList _deltas;

    public Adadelta(
        IEnumerable<Parameter> parameters,
        double lr,
        double rho = 0.9,
        double eps = 1e-6,
        double weight_decay = 0,
        bool maximize = false)
        : this(SingleGroup<ParamGroup>(parameters), lr, rho, eps, weight_decay, maximize)
    {
    }

    public Adadelta(
        IEnumerable<ParamGroup> parameters,
        double lr = 1.0,
        double rho = 0.9,
        double eps = 1e-6,
        double weight_decay = 0,
        bool maximize = false)
    {
        _squares = NewList();
        _accumulated = NewList();
        _deviations = NewList(owning: true);
        _deltas = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            rho = rho,
            eps = eps,
            weight_decay = weight_decay,
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
        var (rho, eps) = (options.rho ?? 0, options.eps ?? 0);
        var gradients = AdjustedGradients(options.maximize == true, options.weight_decay ?? 0);
        _squares.Clear();
        _accumulated.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _squares.Add(state.square_avg.Handle);
            _accumulated.Add(state.acc_delta.Handle);
        }
        Foreach.Mul_(_squares, rho);
        Foreach.Addcmul_(_squares, gradients, gradients, 1 - rho);
        Foreach.Add(_squares, eps, _deviations);
        Foreach.Sqrt_(_deviations);
        Foreach.Add(_accumulated, eps, _deltas);
        Foreach.Sqrt_(_deltas);
        Foreach.Div_(_deltas, _deviations);
        Foreach.Mul_(_deltas, gradients);
        Foreach.Mul_(_accumulated, rho);
        Foreach.Addcmul_(_accumulated, _deltas, _deltas, 1 - rho);
        Foreach.Add_(Parameters, _deltas, -group.LearningRate);
    }
}
