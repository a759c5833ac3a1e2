using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adamax, Adam with the infinity norm (Kingma and Ba, 2015, arXiv:1412.6980, section 7.1).</summary>
public partial class Adamax : OptimizerHelper, torch.optim.IBetas
{
    private readonly HandleList _averages;
    private readonly HandleList _norms;
    private readonly HandleList _magnitudes;
    private readonly ScalarList _stepSizes = new();

    public Adamax(
        IEnumerable<Parameter> parameters,
        double lr,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0)
        : this(SingleGroup<ParamGroup>(parameters), lr, beta1, beta2, eps, weight_decay)
    {
    }

    public Adamax(
        IEnumerable<ParamGroup> parameters,
        double lr = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0)
    {
        _averages = NewList();
        _norms = NewList();
        _magnitudes = NewList(owning: true);
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
        _averages.Clear();
        _norms.Clear();
        _stepSizes.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _averages.Add(state.exp_avg.Handle);
            _norms.Add(state.exp_inf.Handle);
            _stepSizes.Add(-group.LearningRate / (1 - Math.Pow(beta1, state.step)));
        }
        Foreach.Mul_(_averages, beta1);
        Foreach.Add_(_averages, gradients, 1 - beta1);
        Foreach.Abs(gradients, _magnitudes);
        Foreach.Add_(_magnitudes, options.eps ?? 0);
        Foreach.Mul_(_norms, beta2);
        Foreach.Maximum_(_norms, _magnitudes);
        Foreach.Addcdiv_(Parameters, _averages, _norms, _stepSizes);
    }
}
