using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    private readonly List<LoaderEnumeration> _enumerations = [];
    private AccumulationBlock? _block;
    private int _gradientAccumulationSteps;

    /// <summary>The number of micro-batches in one optimizer step. It can be changed between windows.</summary>
    /// <exception cref="ArgumentException">The value is below 1.</exception>
    /// <exception cref="InvalidOperationException">A window is open: losses in it have been divided by the old number.</exception>
    public int GradientAccumulationSteps
    {
        get => _gradientAccumulationSteps;
        set
        {
            AcceleratorSettings.CheckAccumulationSteps(value, nameof(value));
            foreach (var optimizer in _optimizers.Values)
            {
                if (optimizer.Window.IsOpen)
                    throw new InvalidOperationException(
                        $"GradientAccumulationSteps cannot change now: {optimizer.Inner.GetType().Name} has seen {optimizer.Window.Position} of the {optimizer.Window.Size} micro-batches " +
                        "of its window. Change it after a block in which SyncGradients is true.");
            }
            _gradientAccumulationSteps = value;
        }
    }

    /// <summary>
    /// Whether the block opened last by <see cref="Accumulate"/> ends its window, so that gradients are complete and optimizers step. True
    /// outside such blocks, where every batch is a window of its own.
    /// </summary>
    public bool SyncGradients => _block is null || _block.IsPast || _block.EndsWindow;

    /// <summary>
    /// Opens a block for the forward, backward and optimizer step of one micro-batch: <c>using (accelerator.Accumulate(model)) { … }</c>.
    /// Inside it <see cref="Backward"/> divides the loss by the number of micro-batches in the window, and the optimizers' <c>step</c> and
    /// <c>zero_grad</c> do nothing until the window ends.
    /// <para>
    /// The window belongs to the optimizers that hold parameters of the models named, so the two blocks of a GAN each have their own. It
    /// holds <see cref="GradientAccumulationSteps"/> micro-batches, fewer at the end of a prepared loader, and its gradient is the mean over
    /// what it holds. Leaving the loop over a loader in the middle of a window drops the gradients of that window.
    /// A backward pass also adds to the gradients of models that are not named but took part in the loss.
    /// </para>
    /// </summary>
    /// <param name="models">Prepared models; none stands for those of every prepared optimizer.</param>
    /// <returns>The block, to be disposed at its end.</returns>
    /// <exception cref="ArgumentException">A model is not prepared, or no prepared optimizer holds a parameter of the models.</exception>
    /// <exception cref="InvalidOperationException">A block is still open, or the optimizers are at different places of their windows.</exception>
    public IDisposable Accumulate(params ReadOnlySpan<nn.Module> models)
    {
        ThrowIfDisposed();
        LeaveModels();
        if (_block is { IsClosed: false })
            throw new InvalidOperationException(
                "A block of Accumulate is still open. Write `using (accelerator.Accumulate(…)) { … }`, and name all models that are trained together in one call.");
        var optimizers = OptimizersOf(models);
        RequireSamePhase(optimizers);

        var active = _settings.SyncWithDataLoader ? ActiveEnumeration : null;
        foreach (var optimizer in optimizers)
        {
            var factor = optimizer.Window.Begin(_gradientAccumulationSteps, active);
            if (factor != 1)
                optimizer.ScaleGradients(factor);
        }
        _block = new(this, optimizers, active);
        if (_reducers is not null && !_block.EndsWindow && !_settings.SyncEachBatch)
            _block.Hold(ReplicasOf(models));
        return _block;
    }

    internal LoaderEnumeration? ActiveEnumeration => _enumerations.Count == 0 ? null : _enumerations[^1];

    internal void Begin(LoaderEnumeration enumeration) => _enumerations.Add(enumeration);

    internal void End(LoaderEnumeration enumeration)
    {
        _enumerations.Remove(enumeration);
        if (_disposed)
            return;
        foreach (var optimizer in _optimizers.Values)
            optimizer.DropAbandonedWindow();
    }

    internal void LeaveModels() => _autocast.LeaveModels();

    internal void ForgetOptimizersOfModels()
    {
        foreach (var model in _models.Values)
            model.Optimizers = null;
    }

    private AcceleratedOptimizer[] OptimizersOf(ReadOnlySpan<nn.Module> models)
    {
        if (models.Length == 1)
            return RequireSome(OptimizersOf(Require(models[0])), models);
        if (models.Length == 0)
            return RequireSome([.. _optimizers.Values], models);
        var found = new List<AcceleratedOptimizer>();
        foreach (var model in models)
            found.AddRange(OptimizersOf(Require(model)).Except(found));
        return RequireSome([.. found], models);
    }

    private AcceleratedOptimizer[] OptimizersOf(PreparedModel model) =>
        model.Optimizers ??= [.. _optimizers.Values.Where(optimizer => optimizer.Identities.Overlaps(model.Parameters))];

    private ModelReplica[] ReplicasOf(ReadOnlySpan<nn.Module> models)
    {
        var found = new List<ModelReplica>();
        if (models.Length == 0)
            found.AddRange(_models.Values.Where(model => OptimizersOf(model).Length > 0).Select(model => model.Replica).OfType<ModelReplica>());
        foreach (var model in models)
        {
            if (Require(model).Replica is { } replica)
                found.Add(replica);
        }
        return [.. found];
    }

    private PreparedModel Require(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _models.GetValueOrDefault(model) ?? throw new ArgumentException(
            $"{model.GetType().Name} is not prepared by this Accelerator. Pass it through Prepare before the loop.", nameof(model));
    }

    private static AcceleratedOptimizer[] RequireSome(AcceleratedOptimizer[] optimizers, ReadOnlySpan<nn.Module> models) => optimizers.Length > 0
        ? optimizers
        : throw new ArgumentException(
            $"No prepared optimizer holds a parameter of {(models.Length == 0 ? "any model" : string.Join(", ", models.ToArray().Select(m => m.GetType().Name)))}, " +
            "so there is no window to accumulate in. Prepare the optimizer too.",
            nameof(models));

    private static void RequireSamePhase(AcceleratedOptimizer[] optimizers)
    {
        var first = optimizers[0].Window;
        foreach (var optimizer in optimizers)
        {
            var window = optimizer.Window;
            if (window.IsOpen != first.IsOpen || (window.IsOpen && (window.Position, window.Size) != (first.Position, first.Size)))
                throw new InvalidOperationException(
                    $"The optimizers of these models are at different places of their windows: {optimizers[0].Inner.GetType().Name} {Phase(first)}, " +
                    $"{optimizer.Inner.GetType().Name} {Phase(window)}. Name the same models together in every block, or give each a block of its own.");
        }

        static string Phase(AccumulationWindow window) => window.IsOpen ? $"has seen {window.Position} of {window.Size} micro-batches" : "is between windows";
    }
}
