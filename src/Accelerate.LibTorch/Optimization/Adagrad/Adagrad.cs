using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>Adagrad (Duchi, Hazan and Singer, 2011).</summary>
public partial class Adagrad : OptimizerHelper
{
    private readonly HandleList _sums;
    private readonly HandleList _denominators;
    private readonly ScalarList _stepSizes = new();

    public Adagrad(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double lr_decay = 0,
        double weight_decay = 0,
        double initial_accumulator_value = 0,
        double eps = 1e-10)
        : this(SingleGroup<ParamGroup>(parameters), lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    public Adagrad(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-2,
        double lr_decay = 0,
        double weight_decay = 0,
        double initial_accumulator_value = 0,
        double eps = 1e-10)
    {
        _sums = NewList();
        _denominators = NewList(owning: true);
        Start(parameters, new Options
        {
            LearningRate = lr,
            lr_decay = lr_decay,
            initial_accumulator_value = initial_accumulator_value,
            eps = eps,
            weight_decay = weight_decay,
        });
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<Modules.ParamGroup>(Update, closure);

    internal override OptimizerState CreateState(Parameter parameter) => new State(parameter);

    private void Update(Modules.ParamGroup group)
    {
        if (!Gather(group))
            return;
        var options = (Options)group.Options;
        var gradients = AdjustedGradients(maximize: false, options.weight_decay ?? 0);
        _sums.Clear();
        _stepSizes.Clear();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            _sums.Add(state.sum.Handle);
            _stepSizes.Add(-group.LearningRate / (1 + (state.step - 1) * (options.lr_decay ?? 0)));
        }
        Foreach.Addcmul_(_sums, gradients, gradients, 1);
        Foreach.Sqrt(_sums, _denominators);
        Foreach.Add_(_denominators, options.eps ?? 0);
        Foreach.Addcdiv_(Parameters, gradients, _denominators, _stepSizes);
    }
}
