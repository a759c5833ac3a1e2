using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adam with Nesterov momentum (Dozat, 2016).</summary>
public partial class NAdam : OptimizerHelper, torch.optim.IBetas
{
    private readonly Moments _moments;
    private readonly ScalarList _gradientSteps = new();
    private readonly ScalarList _averageSteps = new();

    public NAdam(
        IEnumerable<Parameter> parameters,
        double lr,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum_decay = 4e-3)
        : this(SingleGroup<ParamGroup>(parameters), lr, beta1, beta2, eps, weight_decay, momentum_decay)
    {
    }

    public NAdam(
        IEnumerable<ParamGroup> parameters,
        double lr = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum_decay = 4e-3)
    {
        _moments = new Moments(NewList(), NewList(), NewList(owning: true));
        Start(parameters, new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            momentum_decay = momentum_decay,
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
        var momentumDecay = options.momentum_decay ?? 0;
        var gradients = AdjustedGradients(maximize: false, options.weight_decay ?? 0);
        _moments.Clear();
        _gradientSteps.Clear();
        _averageSteps.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            var mu = beta1 * (1 - 0.5 * Math.Pow(0.96, state.step * momentumDecay));
            var next = beta1 * (1 - 0.5 * Math.Pow(0.96, (state.step + 1) * momentumDecay));
            state.mu_product *= mu;
            _moments.Add(state.exp_avg, state.exp_avg_sq, Math.Sqrt(1 - Math.Pow(beta2, state.step)));
            _gradientSteps.Add(-learningRate * (1 - mu) / (1 - state.mu_product));
            _averageSteps.Add(-learningRate * next / (1 - state.mu_product * next));
        }
        _moments.Update(gradients, beta1, beta2);
        var denominators = _moments.Denominators(_moments.Squares, options.eps ?? 0);
        Foreach.Addcdiv_(Parameters, gradients, denominators, _gradientSteps);
        Foreach.Addcdiv_(Parameters, _moments.Averages, denominators, _averageSteps);
    }
}
