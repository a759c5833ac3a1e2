using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled decay of the weights (Loshchilov and Hutter, 2019, arXiv:1711.05101). The decay is 0 unless given.</summary>
public partial class AdamW : OptimizerHelper, torch.optim.IBetas
{
    private readonly AdamStep _adam;

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
        _adam = new AdamStep(NewList(), NewList(), NewList());
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
        _adam.Clear();
        foreach (State state in States)
        {
            state.step++;
            if (options.amsgrad == true)
                state.max_exp_avg_sq ??= StateTensor.ZerosLike(state.Parameter);
            _adam.Add(state.exp_avg, state.exp_avg_sq, options.amsgrad == true ? state.max_exp_avg_sq : null, state.step, learningRate, beta1, beta2);
        }
        _adam.Run(Parameters, Gradients, beta1, beta2, options.eps ?? 0, decay: 0, shrink: 1 - learningRate * (options.weight_decay ?? 0), options.maximize == true);
    }
}
