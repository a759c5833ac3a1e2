using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Rectified Adam (Liu et al., 2020, arXiv:1908.03265).</summary>
public partial class RAdam : OptimizerHelper, torch.optim.IBetas
{
    private readonly HandleList _averages;
    private readonly HandleList _squares;
    private readonly HandleList _rectified;
    private readonly HandleList _rectifiedAverages;
    private readonly HandleList _rectifiedSquares;
    private readonly HandleList _plain;
    private readonly HandleList _plainAverages;
    private readonly HandleList _denominators;
    private readonly HandleList _updates;
    private readonly ScalarList _corrections = new();
    private readonly ScalarList _rectifiedSteps = new();
    private readonly ScalarList _plainSteps = new();

    public RAdam(
        IEnumerable<Parameter> parameters,
        double lr,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0)
        : this(SingleGroup<ParamGroup>(parameters), lr, beta1, beta2, eps, weight_decay)
    {
    }

    public RAdam(
        IEnumerable<ParamGroup> parameters,
        double lr = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0)
    {
        _averages = NewList();
        _squares = NewList();
        _rectified = NewList();
        _rectifiedAverages = NewList();
        _rectifiedSquares = NewList();
        _plain = NewList();
        _plainAverages = NewList();
        _denominators = NewList(owning: true);
        _updates = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
        });
    }

    /// <summary>The first group's; setting them sets every group's.</summary>
    public (double, double) Betas
    {
        get => (((Options)_parameter_groups[0].Options).beta1 ?? 0, ((Options)_parameter_groups[0].Options).beta2 ?? 0);
        set
        {
            foreach (var group in _parameter_groups)
                (((Options)group.Options).beta1, ((Options)group.Options).beta2) = value;
        }
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<Modules.ParamGroup>(Update, closure);

    internal override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private void Update(Modules.ParamGroup group)
    {
        if (!Gather(group))
            return;
        var options = (Options)group.Options;
        var (beta1, beta2) = (options.beta1 ?? 0, options.beta2 ?? 0);
        var gradients = AdjustedGradients(maximize: false, options.weight_decay ?? 0);
        Sort(group.LearningRate, beta1, beta2);
        Foreach.Mul_(_averages, beta1);
        Foreach.Add_(_averages, gradients, 1 - beta1);
        Foreach.Mul_(_squares, beta2);
        Foreach.Addcmul_(_squares, gradients, gradients, 1 - beta2);
        if (_rectified.Count > 0)
        {
            Foreach.Sqrt(_rectifiedSquares, _denominators);
            Foreach.Add_(_denominators, options.eps ?? 0);
            Foreach.Div_(_denominators, _corrections);
            Foreach.Addcdiv_(_rectified, _rectifiedAverages, _denominators, _rectifiedSteps);
        }
        if (_plain.Count > 0)
        {
            Foreach.Mul(_plainAverages, _plainSteps, _updates);
            Foreach.Add_(_plain, _updates);
        }
    }

    /// <summary>
    /// Counts the step and sorts the parameters: the adaptive rate is rectified once its variance is tractable (the
    /// approximated moving average is longer than 5 steps); until then the step is that of plain momentum.
    /// </summary>
    private void Sort(double learningRate, double beta1, double beta2)
    {
        _averages.Clear();
        _squares.Clear();
        _rectified.Clear();
        _rectifiedAverages.Clear();
        _rectifiedSquares.Clear();
        _plain.Clear();
        _plainAverages.Clear();
        _corrections.Clear();
        _rectifiedSteps.Clear();
        _plainSteps.Clear();
        var limit = 2 / (1 - beta2) - 1;
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _averages.Add(state.exp_avg.Handle);
            _squares.Add(state.exp_avg_sq.Handle);
            var power = Math.Pow(beta2, state.step);
            var length = limit - 2 * state.step * power / (1 - power);
            var stepSize = -learningRate / (1 - Math.Pow(beta1, state.step));
            if (length > 5)
            {
                var rectification = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
                _rectified.Add(Parameters[i]);
                _rectifiedAverages.Add(state.exp_avg.Handle);
                _rectifiedSquares.Add(state.exp_avg_sq.Handle);
                _rectifiedSteps.Add(stepSize * rectification);
                _corrections.Add(Math.Sqrt(1 - power));
            }
            else
            {
                _plain.Add(Parameters[i]);
                _plainAverages.Add(state.exp_avg.Handle);
                _plainSteps.Add(stepSize);
            }
        }
    }
}
