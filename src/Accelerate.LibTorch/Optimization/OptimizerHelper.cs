using TorchSharp.Optimization;
using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>An optimizer with options for each parameter group and a state for each parameter.</summary>
public abstract partial class OptimizerHelper : torch.optim.Optimizer
{
    /// <summary>What a parameter group that leaves options out takes.</summary>
    protected OptimizerOptions _defaults = null!;

    /// <summary>
    /// The states by the handles of their parameters, which stay the same when a parameter's data moves in place.
    /// </summary>
    protected OrderedDict<IntPtr, OptimizerState> _state = new();

    private readonly List<HandleList> _scratch = [];

    public OptimizerHelper() : base(IntPtr.Zero)
    {
        Parameters = NewList();
        Gradients = NewList(owning: true);
        Adjusted = NewList(owning: true);
        Negated = NewList(owning: true);
    }

    /// <summary>The parameters of the group being stepped that have a gradient.</summary>
    private protected HandleList Parameters { get; }

    /// <summary>Their gradients.</summary>
    private protected HandleList Gradients { get; }

    /// <summary>Their states.</summary>
    private protected List<OptimizerState> States { get; } = [];

    /// <summary>Whether one of the gradients is sparse, which <c>_foreach_</c> operators do not take.</summary>
    private protected bool HasSparseGradient { get; private set; }

    private HandleList Adjusted { get; }

    private HandleList Negated { get; }

    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        param_group.Options = OptionsFor(param_group);
        var seen = new HashSet<nint>();
        foreach (var parameter in parameters())
            seen.Add(NativeTensor.Identity(parameter.Handle));
        foreach (var parameter in param_group.Members)
        {
            if (parameter is null)
                throw new ArgumentException("A parameter of the group is null.", nameof(param_group));
            if (!seen.Add(NativeTensor.Identity(parameter.Handle)))
                throw new ArgumentException(
                    $"A parameter of shape [{string.Join(", ", parameter.shape)}] is given twice, in this group or in this one and an earlier one; it would be stepped twice. Give each once.",
                    nameof(param_group));
            RequireSupported(parameter);
        }
        base.add_param_group(param_group);
        StatesOf(param_group);
    }

    /// <summary>Moves the state to another device.</summary>
    public void to(torch.Device device)
    {
        foreach (var state in _state.Values)
            state.to(device);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var state in _state.Values)
                (state as IDisposable)?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Computes the loss if a closure is given, then runs <paramref name="body"/> on each parameter group without
    /// recording gradients.
    /// </summary>
    protected torch.Tensor _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null) where T : ParamGroup
    {
        var gradMode = Autograd.GradMode;
        try
        {
            torch.Tensor? loss = null;
            if (loss_closure is not null)
            {
                Autograd.GradMode = true;
                loss = loss_closure();
            }
            Autograd.GradMode = false;
            for (var i = 0; i < _parameter_groups.Count; i++)
                body((T)_parameter_groups[i]);
            return loss!;
        }
        finally
        {
            foreach (var list in _scratch)
                list.Clear();
            States.Clear();
            Autograd.GradMode = gradMode;
            GC.KeepAlive(this);
        }
    }

    /// <summary>A new state for a parameter; null where a derived type from outside keeps its own.</summary>
    internal virtual OptimizerState? CreateState(Parameter parameter) => null;

    /// <summary>Whether complex parameters are stepped rightly.</summary>
    private protected virtual bool SupportsComplex => false;

    /// <summary>Whether sparse gradients are stepped.</summary>
    private protected virtual bool SupportsSparse => false;

    /// <summary>A list that is cleared after every step.</summary>
    private protected HandleList NewList(bool owning = false)
    {
        var list = new HandleList(owning);
        _scratch.Add(list);
        return list;
    }

    private protected static IEnumerable<TGroup> SingleGroup<TGroup>(IEnumerable<Parameter> parameters) where TGroup : ParamGroup, new()
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var group = new TGroup { Parameters = parameters };
        if (group.Members.Length == 0)
            throw new ArgumentException(
                "The optimizer got no parameters. Does the model's constructor end with RegisterComponents()?", nameof(parameters));
        return [group];
    }

    private protected void Start(IEnumerable<ParamGroup> groups, OptimizerOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(groups);
        defaults.Validate();
        _defaults = defaults;
        foreach (var group in groups)
            add_param_group(group);
        if (_parameter_groups.Count == 0)
            throw new ArgumentException("The optimizer got no parameter groups.", nameof(groups));
    }

    /// <summary>
    /// Fills <see cref="Parameters"/>, <see cref="Gradients"/> and <see cref="States"/> from a group, starting the
    /// state of those that have a gradient for the first time. False if there are none.
    /// </summary>
    private protected bool Gather(ParamGroup group)
    {
        Parameters.Clear();
        Gradients.Clear();
        States.Clear();
        HasSparseGradient = false;
        var members = group.Members;
        var states = StatesOf(group);
        for (var i = 0; i < members.Length; i++)
        {
            var handle = members[i].Handle;
            var gradient = NativeTensor.Grad(handle);
            if (gradient == 0)
                continue;
            Parameters.Add(handle);
            Gradients.Add(gradient);
            if (NativeTensor.Describe(gradient).Layout != 0)
                HasSparseGradient = SupportsSparse ? true : throw new InvalidOperationException(
                    $"A parameter of shape [{string.Join(", ", members[i].shape)}] has a sparse gradient, which {GetType().Name} does not step. Make the embedding dense, or use SGD without momentum.");
            if (!states[i].IsInitialized)
                states[i].Initialize(group.Options);
            States.Add(states[i]);
        }
        return Parameters.Count > 0;
    }

    /// <summary>The gradients, negated to maximize, plus the decay of the weights. The parameters' own stay as they are.</summary>
    private protected HandleList AdjustedGradients(bool maximize, double weightDecay)
    {
        var gradients = Gradients;
        if (maximize)
        {
            Foreach.Neg(gradients, Negated);
            gradients = Negated;
        }
        if (weightDecay == 0)
            return gradients;
        Foreach.Add(gradients, Parameters, weightDecay, Adjusted);
        return Adjusted;
    }

    private OptimizerOptions OptionsFor(ParamGroup group)
    {
        var options = group.Options;
        if (options is null)
            return _defaults.Clone();
        if (options.GetType() != _defaults.GetType())
            throw new ArgumentException(
                $"The group's options are a {options.GetType()}; {GetType().Name} takes a {_defaults.GetType()}.", nameof(group));
        options.FillFrom(_defaults);
        options.Validate();
        return options;
    }

    /// <summary>The state of each parameter of a group, kept with the group from the first time on.</summary>
    private OptimizerState[] StatesOf(ParamGroup group)
    {
        if (group.Tracked is { } tracked && ReferenceEquals(tracked.Optimizer, this))
            return tracked.States;
        var members = group.Members;
        var states = new OptimizerState[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            var key = members[i].Handle;
            if (!_state.TryGetValue(key, out states[i]!) && CreateState(members[i]) is { } state)
                _state[key] = states[i] = state;
        }
        group.Tracked = (this, states);
        return states;
    }

    private void RequireSupported(Parameter parameter)
    {
        if (!SupportsComplex && parameter.dtype is torch.ScalarType.ComplexFloat32 or torch.ScalarType.ComplexFloat64)
            throw new ArgumentException(
                $"{GetType().Name} does not step complex parameters ({parameter.dtype}); hold the real and imaginary parts as one real parameter instead.",
                nameof(parameter));
    }
}
