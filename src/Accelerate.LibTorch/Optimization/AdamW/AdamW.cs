using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled decay of the weights (Loshchilov and Hutter, 2019, arXiv:1711.05101). The decay is 0 unless given.</summary>
public partial class AdamW : OptimizerHelper, torch.optim.IBetas
{
    private readonly Moments _moments;
    private readonly HandleList _maxima;
    private readonly ScalarList _stepSizes = new();

    public AdamW(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
        : this(SingleGroup<ParamGroup>(parameters), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public AdamW(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
    {
        _moments = new Moments(NewList(), NewList(), NewList(owning: true));
        _maxima = NewList();
        Start(parameters, new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
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
        var learningRate = group.LearningRate;
        var amsgrad = options.amsgrad == true;
        var gradients = AdjustedGradients(options.maximize == true, weightDecay: 0);
        if (options.weight_decay is > 0)
            Foreach.Mul_(Parameters, 1 - learningRate * options.weight_decay.Value);
        _moments.Clear();
        _maxima.Clear();
        _stepSizes.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _moments.Add(state.exp_avg, state.exp_avg_sq, Math.Sqrt(1 - Math.Pow(beta2, state.step)));
            _stepSizes.Add(-learningRate / (1 - Math.Pow(beta1, state.step)));
            if (amsgrad)
                _maxima.Add((state.max_exp_avg_sq ??= StateTensor.ZerosLike(state.Parameter)).Handle);
        }
        _moments.Update(gradients, beta1, beta2);
        if (amsgrad)
            Foreach.Maximum_(_maxima, _moments.Squares);
        var denominators = _moments.Denominators(amsgrad ? _maxima : _moments.Squares, options.eps ?? 0);
        Foreach.Addcdiv_(Parameters, _moments.Averages, denominators, _stepSizes);
    }
}
