namespace TorchSharp.Modules;

/// <summary>Resilient backpropagation (Riedmiller and Braun, 1993); for whole batches.</summary>
public partial class Rprop : OptimizerHelper
{
    public Rprop(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double etaminus = 0.5,
        double etaplus = 1.2,
        double min_step = 1e-6,
        double max_step = 50,
        bool maximize = false)
        : this(SingleGroup<ParamGroup>(parameters), lr, etaminus, etaplus, min_step, max_step, maximize)
    {
    }

    public Rprop(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-2,
        double etaminus = 0.5,
        double etaplus = 1.2,
        double min_step = 1e-6,
        double max_step = 50,
        bool maximize = false)
    {
        Start(parameters, new Options
        {
            LearningRate = lr,
            etaminus = etaminus,
            etaplus = etaplus,
            min_step = min_step,
            max_step = max_step,
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
        var gradients = AdjustedGradients(options.maximize == true, weightDecay: 0);
        using var scope = torch.NewDisposeScope();
        for (var i = 0; i < States.Count; i++)
        {
            var state = (State)States[i];
            state.step++;
            var gradient = torch.Tensor.Adopt(NativeTensor.Alias(gradients[i]))!;
            var agreement = gradient * state.prev;
            var (agrees, disagrees) = (agreement.gt(0), agreement.lt(0));
            var factors = torch.ones_like(agreement).masked_fill_(agrees, options.etaplus!.Value).masked_fill_(disagrees, options.etaminus!.Value);
            state.step_size.mul_(factors).clamp_(options.min_step!.Value, options.max_step!.Value);
            state.prev.copy_(gradient.masked_fill(disagrees, 0));
            state.Parameter.addcmul_(state.prev.sign(), state.step_size, -1);
        }
    }
}
