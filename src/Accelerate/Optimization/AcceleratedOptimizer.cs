using Accelerate.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// A prepared optimizer. Inside an unfinished accumulation window its <see cref="step"/> and <see cref="zero_grad"/> do nothing; otherwise it
/// is the optimizer that it wraps.
/// </summary>
public sealed class AcceleratedOptimizer : optim.Optimizer
{
    internal AcceleratedOptimizer(Accelerator owner, optim.Optimizer inner)
        : base(0)
    {
        Owner = owner;
        Inner = inner;
        ReadParameters();
    }

    /// <summary>The wrapped optimizer.</summary>
    public optim.Optimizer Inner { get; }

    /// <summary>The number of steps that really ran.</summary>
    public long StepCount { get; internal set; }

    /// <summary>The parameter groups of <see cref="Inner"/>.</summary>
    public override IEnumerable<optim.ILearningRateController> ParamGroups => Inner.ParamGroups;

    internal Accelerator Owner { get; }

    internal AccumulationWindow Window { get; } = new();

    /// <summary>The identities of the parameters, by which a model's are recognized.</summary>
    internal HashSet<nint> Identities { get; private set; } = [];

    /// <summary>Steps <see cref="Inner"/>, unless an accumulation window is unfinished.</summary>
    /// <param name="closure">Computes the loss anew, for optimizers that need it; not called when there is no step.</param>
    /// <returns>What <see cref="Inner"/> returns: the closure's loss; null without a closure or a step.</returns>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        Owner.LeaveModels();
        if (Window.IsOpen)
            return null!;
        var loss = Inner.step(closure!);
        StepCount++;
        return loss;
    }

    /// <summary>Clears the gradients, unless an accumulation window is unfinished.</summary>
    public override void zero_grad()
    {
        if (!Window.IsOpen)
            Inner.zero_grad();
    }

    /// <summary>The parameters of <see cref="Inner"/>.</summary>
    public override IEnumerable<Parameter> parameters() => Inner.parameters();

    /// <summary>Adds a parameter group to <see cref="Inner"/>.</summary>
    /// <param name="param_group">The group.</param>
    public override void add_param_group(ParamGroup param_group)
    {
        Inner.add_param_group(param_group);
        ReadParameters();
        Owner.ForgetOptimizersOfModels();
    }

    /// <summary>Ends a window whose loop over the loader was left, and drops the partial gradients in it.</summary>
    internal void DropAbandonedWindow()
    {
        if (!Window.IsAbandoned)
            return;
        Window.Reset();
        Inner.zero_grad();
    }

    internal void ScaleGradients(double factor)
    {
        using var gradients = new GradientList(Inner.parameters());
        gradients.Multiply(factor);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Inner?.Dispose();
        base.Dispose(disposing);
    }

    private void ReadParameters()
    {
        _parameter_groups = [.. Inner.ParamGroups.OfType<ParamGroup>()];
        Identities = [.. Inner.parameters().Select(p => NativeTensor.Identity(p.Handle))];
    }
}
