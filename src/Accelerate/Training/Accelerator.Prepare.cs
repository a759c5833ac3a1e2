using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate;

public sealed partial class Accelerator
{
    private readonly Dictionary<nn.Module, PreparedModel> _models = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<optim.Optimizer, AcceleratedOptimizer> _optimizers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LRScheduler, AcceleratedScheduler> _schedulers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _loaders = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Wires a model in place: its parameters and buffers move to <see cref="Device"/>, and in mixed precision its <c>call</c> computes in
    /// <see cref="MixedPrecision"/> and returns fp32. (Hooks run in <c>call</c>, not in <c>forward</c>.)
    /// On several ranks, all of which prepare the same models in the same order, it gets the parameters and buffers of rank 0, and
    /// <see cref="Backward"/> averages its gradients over the ranks.
    /// </summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <param name="model">The model. Tied weights stay tied and an optimizer built before stays valid.</param>
    /// <param name="autocast">False leaves precision to the caller, who calls the model inside <see cref="Autocast"/>.</param>
    /// <returns>The same instance.</returns>
    /// <exception cref="InvalidOperationException">The ranks prepare different models; the message names a rank and the first difference.</exception>
    /// <exception cref="NotSupportedException">Mixed precision cannot attach to a model with inputs or a result other than tensors; or sharding was asked for.</exception>
    public TModel Prepare<TModel>(TModel model, bool autocast)
        where TModel : nn.Module
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(model);
        if (_models.ContainsKey(model))
            return model;
        RefuseSharding(model);
        var removeHooks = autocast ? AttachAutocast(model) : null;
        try
        {
            if (_settings.DevicePlacement)
                ModelPlacement.Move(model, Device);
            _models.Add(model, new(model, removeHooks, Replicate(model)));
        }
        catch
        {
            removeHooks?.Invoke();
            throw;
        }
        return model;
    }

    /// <inheritdoc cref="Prepare{TModel}(TModel, bool)"/>
    public TModel Prepare<TModel>(TModel model)
        where TModel : nn.Module => Prepare(model, autocast: true);

    /// <summary>Wraps an optimizer so that its step and zero_grad wait for the end of an accumulation window.</summary>
    /// <param name="optimizer">An optimizer of parameters of a model that is already prepared.</param>
    /// <returns>The wrapper; the same one when the optimizer, or the wrapper itself, is prepared again.</returns>
    /// <exception cref="ArgumentException">The optimizer holds no parameter of a prepared model, or belongs to another accelerator.</exception>
    public AcceleratedOptimizer Prepare(optim.Optimizer optimizer)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(optimizer);
        if (optimizer is AcceleratedOptimizer accelerated)
            return accelerated.Owner == this
                ? accelerated
                : throw new ArgumentException("The optimizer was prepared by another Accelerator. Prepare the optimizer that it wraps (its Inner), with its model, here.", nameof(optimizer));
        if (_optimizers.TryGetValue(optimizer, out var known))
            return known;

        var parameters = optimizer.parameters().ToArray();
        var loose = parameters.Where(p => !_models.Values.Any(model => model.Parameters.Contains(NativeTensor.Identity(p.Handle)))).ToArray();
        if (loose.Length == parameters.Length)
            throw new ArgumentException(
                $"{optimizer.GetType().Name} holds {parameters.Length} parameters and none of them belongs to a model prepared by this Accelerator " +
                $"({_models.Count} prepared). Prepare its model before it or with it; if the model was moved or converted by `to(…)` after the optimizer was built, " +
                "its parameters were replaced: build the optimizer afterwards.",
                nameof(optimizer));
        if (_settings.DevicePlacement)
        {
            ModelPlacement.Move(loose, Device, optimizer.GetType().Name);
            if (Device.type != DeviceType.CPU && optimizer is OptimizerHelper withState)
                withState.to(Device);
        }

        var prepared = new AcceleratedOptimizer(this, optimizer);
        _optimizers.Add(optimizer, prepared);
        ForgetOptimizersOfModels();
        return prepared;
    }

    /// <summary>Takes over a <c>DataLoader</c>: the same batches in the same order, staged ahead and moved to <see cref="Device"/>.</summary>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="loader">The loader. Its dataset, sampler, collate function and sizes are used; its own enumerator is not.</param>
    /// <returns>The loader to enumerate; the same one when the loader is prepared again.</returns>
    public AcceleratedLoader<TBatch> Prepare<T, TBatch>(DataLoader<T, TBatch> loader)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(loader);
        return Known<TBatch>(loader) ?? Add(loader, Share(loader));
    }

    /// <summary>Reads batches from any sequence, ahead of the training loop, and moves them to <see cref="Device"/>.</summary>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="loader">
    /// The batches, enumerated anew in each epoch. A batch must stay valid while later ones are read; a sequence that reuses or disposes
    /// its last batch when the next is asked for needs a <see cref="DataLoaderConfiguration.PrefetchFactor"/> of 0. Even then later ones are read where
    /// micro-batches accumulate over a sequence that does not say its length, and where several processes share it.
    /// </param>
    /// <returns>The loader to enumerate; the same one when the sequence, or the loader itself, is prepared again.</returns>
    /// <exception cref="ArgumentException">The sequence is a <c>DataLoader</c> seen through its interface, or belongs to another accelerator.</exception>
    public AcceleratedLoader<TBatch> Prepare<TBatch>(IEnumerable<TBatch> loader)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(loader);
        if (loader is AcceleratedLoader<TBatch> accelerated)
            return accelerated.Owner == this
                ? accelerated
                : throw new ArgumentException("The loader was prepared by another Accelerator. Prepare the loader that it was made from here.", nameof(loader));
        if (Known<TBatch>(loader) is { } known)
            return known;
        if (IsDataLoader(loader.GetType()))
            throw new ArgumentException(
                $"The sequence is a {loader.GetType().Name}, which disposes each batch when the next is asked for, passed as IEnumerable<{typeof(TBatch).Name}>. " +
                "Pass it with its own type; next to a loader of another kind, prepare it by itself: `accelerator.Prepare(loader)`.",
                nameof(loader));
        return Add(loader, Share(loader));
    }

    /// <summary>Wraps a scheduler so that it steps after the steps of its optimizer that really ran. It needs exactly one prepared optimizer.</summary>
    /// <param name="scheduler">A scheduler whose schedule is stated in optimizer steps.</param>
    /// <returns>The wrapper; the same one when the scheduler, or the wrapper itself, is prepared again.</returns>
    /// <exception cref="InvalidOperationException">No optimizer is prepared, or several are and the scheduler's cannot be told.</exception>
    public AcceleratedScheduler Prepare(LRScheduler scheduler)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(scheduler);
        if (Known(scheduler) is { } known)
            return known;
        return _optimizers.Count == 1
            ? Add(scheduler, _optimizers.Values.Single())
            : throw new InvalidOperationException(
                $"A scheduler follows its optimizer, and {(_optimizers.Count == 0 ? "no optimizer is" : $"{_optimizers.Count} optimizers are")} prepared. " +
                "Prepare them together: `accelerator.Prepare(optimizer, scheduler)`.");
    }

    private AcceleratedScheduler Prepare(LRScheduler scheduler, AcceleratedOptimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        if (Known(scheduler) is not { } known)
            return Add(scheduler, optimizer);
        return ReferenceEquals(known.Optimizer, optimizer)
            ? known
            : throw new ArgumentException("The scheduler is already prepared with another optimizer. A scheduler follows one optimizer.", nameof(scheduler));
    }

    private AcceleratedScheduler? Known(LRScheduler scheduler)
    {
        if (scheduler is not AcceleratedScheduler accelerated)
            return _schedulers.GetValueOrDefault(scheduler);
        return accelerated.Optimizer.Owner == this
            ? accelerated
            : throw new ArgumentException("The scheduler was prepared by another Accelerator. Prepare the scheduler that it wraps (its Inner) here.", nameof(scheduler));
    }

    private AcceleratedScheduler Add(LRScheduler scheduler, AcceleratedOptimizer optimizer)
    {
        var prepared = new AcceleratedScheduler(scheduler, optimizer, _settings.StepSchedulerWithOptimizer);
        _schedulers.Add(scheduler, prepared);
        return prepared;
    }

    private AcceleratedLoader<TBatch>? Known<TBatch>(object loader) => (AcceleratedLoader<TBatch>?)_loaders.GetValueOrDefault(loader);

    private AcceleratedLoader<TBatch> Add<TBatch>(object loader, AcceleratedLoader<TBatch> prepared)
    {
        _loaders.Add(loader, prepared);
        return prepared;
    }

    private static bool IsDataLoader(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DataLoader<,>))
                return true;
        }
        return false;
    }

    private void RequireShared(nn.Module model, AcceleratedOptimizer optimizer)
    {
        if (!OptimizersOf(_models[model]).Contains(optimizer))
            throw new ArgumentException(
                $"{optimizer.Inner.GetType().Name} holds no parameter of {model.GetType().Name}, so it would never train it. Build the optimizer over `model.parameters()`, " +
                "and after any `to(…)`, which replaces parameters.");
    }
}
