using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Prepares a model and its optimizer.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer) Prepare<TModel>(TModel model, optim.Optimizer optimizer)
        where TModel : nn.Module
    {
        return (model, PreparePair(model, optimizer));
    }

    /// <summary>Prepares a model, its optimizer and its scheduler.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedScheduler Scheduler) Prepare<TModel>(TModel model, optim.Optimizer optimizer, LRScheduler scheduler)
        where TModel : nn.Module
    {
        var preparedOptimizer = PreparePair(model, optimizer);
        return (model, preparedOptimizer, Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares an optimizer, whose model is already prepared, and its scheduler.</summary>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds no parameter of a prepared model.</exception>
    public (AcceleratedOptimizer Optimizer, AcceleratedScheduler Scheduler) Prepare(optim.Optimizer optimizer, LRScheduler scheduler)
    {
        var preparedOptimizer = Prepare(optimizer);
        return (preparedOptimizer, Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares two models with an optimizer each, as of a GAN. Each optimizer has accumulation windows of its own.</summary>
    /// <typeparam name="TFirst">The first model's own type.</typeparam>
    /// <typeparam name="TSecond">The second model's own type.</typeparam>
    /// <param name="first">The first model, wired in place.</param>
    /// <param name="second">The second model, wired in place.</param>
    /// <param name="firstOptimizer">The optimizer of the first model.</param>
    /// <param name="secondOptimizer">The optimizer of the second model.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">An optimizer holds none of its model's parameters.</exception>
    /// <exception cref="InvalidOperationException">Sharding was asked for, with which an accelerator holds one model.</exception>
    public (TFirst First, TSecond Second, AcceleratedOptimizer FirstOptimizer, AcceleratedOptimizer SecondOptimizer) Prepare<TFirst, TSecond>(TFirst first, TSecond second, optim.Optimizer firstOptimizer, optim.Optimizer secondOptimizer)
        where TFirst : nn.Module where TSecond : nn.Module
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        RefuseSharding(first, second);
        Prepare(first);
        Prepare(second);
        return (first, second, PreparePair(first, firstOptimizer), PreparePair(second, secondOptimizer));
    }

    /// <summary>Prepares a model and a loader, as for evaluation.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="loader">The loader to read.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    public (TModel Model, AcceleratedLoader<TBatch> Loader) Prepare<TModel, T, TBatch>(TModel model, DataLoader<T, TBatch> loader)
        where TModel : nn.Module
    {
        return (Prepare(model), Prepare(loader));
    }

    /// <summary>Prepares a model, its optimizer and a loader.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="loader">The loader to train on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Loader) Prepare<TModel, T, TBatch>(TModel model, optim.Optimizer optimizer, DataLoader<T, TBatch> loader)
        where TModel : nn.Module
    {
        return (model, PreparePair(model, optimizer), Prepare(loader));
    }

    /// <summary>Prepares a model, its optimizer, a loader and the scheduler.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="loader">The loader to train on.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Loader, AcceleratedScheduler Scheduler) Prepare<TModel, T, TBatch>(TModel model, optim.Optimizer optimizer, DataLoader<T, TBatch> loader, LRScheduler scheduler)
        where TModel : nn.Module
    {
        var preparedOptimizer = PreparePair(model, optimizer);
        return (model, preparedOptimizer, Prepare(loader), Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares a model, its optimizer and two loaders, to train and to evaluate on.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <typeparam name="TEvaluation">The type of the evaluation dataset's items.</typeparam>
    /// <typeparam name="TEvaluationBatch">The type of an evaluation batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="training">The loader to train on.</param>
    /// <param name="evaluation">The loader to evaluate on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Training, AcceleratedLoader<TEvaluationBatch> Evaluation) Prepare<TModel, T, TBatch, TEvaluation, TEvaluationBatch>(TModel model, optim.Optimizer optimizer, DataLoader<T, TBatch> training, DataLoader<TEvaluation, TEvaluationBatch> evaluation)
        where TModel : nn.Module
    {
        return (model, PreparePair(model, optimizer), Prepare(training), Prepare(evaluation));
    }

    /// <summary>Prepares a model, its optimizer, two loaders, to train and to evaluate on, and the scheduler.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <typeparam name="TEvaluation">The type of the evaluation dataset's items.</typeparam>
    /// <typeparam name="TEvaluationBatch">The type of an evaluation batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="training">The loader to train on.</param>
    /// <param name="evaluation">The loader to evaluate on.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Training, AcceleratedLoader<TEvaluationBatch> Evaluation, AcceleratedScheduler Scheduler) Prepare<TModel, T, TBatch, TEvaluation, TEvaluationBatch>(TModel model, optim.Optimizer optimizer, DataLoader<T, TBatch> training, DataLoader<TEvaluation, TEvaluationBatch> evaluation, LRScheduler scheduler)
        where TModel : nn.Module
    {
        var preparedOptimizer = PreparePair(model, optimizer);
        return (model, preparedOptimizer, Prepare(training), Prepare(evaluation), Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares two models with an optimizer each, as of a GAN, and a loader.</summary>
    /// <typeparam name="TFirst">The first model's own type.</typeparam>
    /// <typeparam name="TSecond">The second model's own type.</typeparam>
    /// <typeparam name="T">The type of the dataset's items.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="first">The first model, wired in place.</param>
    /// <param name="second">The second model, wired in place.</param>
    /// <param name="firstOptimizer">The optimizer of the first model.</param>
    /// <param name="secondOptimizer">The optimizer of the second model.</param>
    /// <param name="loader">The loader to train on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">An optimizer holds none of its model's parameters.</exception>
    /// <exception cref="InvalidOperationException">Sharding was asked for, with which an accelerator holds one model.</exception>
    public (TFirst First, TSecond Second, AcceleratedOptimizer FirstOptimizer, AcceleratedOptimizer SecondOptimizer, AcceleratedLoader<TBatch> Loader) Prepare<TFirst, TSecond, T, TBatch>(TFirst first, TSecond second, optim.Optimizer firstOptimizer, optim.Optimizer secondOptimizer, DataLoader<T, TBatch> loader)
        where TFirst : nn.Module where TSecond : nn.Module
    {
        var (_, _, one, two) = Prepare(first, second, firstOptimizer, secondOptimizer);
        return (first, second, one, two, Prepare(loader));
    }

    /// <summary>Prepares a model and a sequence of batches, as for evaluation.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="loader">The sequence of batches to read.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    public (TModel Model, AcceleratedLoader<TBatch> Loader) Prepare<TModel, TBatch>(TModel model, IEnumerable<TBatch> loader)
        where TModel : nn.Module
    {
        return (Prepare(model), Prepare(loader));
    }

    /// <summary>Prepares a model, its optimizer and a sequence of batches.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="loader">The sequence of batches to train on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Loader) Prepare<TModel, TBatch>(TModel model, optim.Optimizer optimizer, IEnumerable<TBatch> loader)
        where TModel : nn.Module
    {
        return (model, PreparePair(model, optimizer), Prepare(loader));
    }

    /// <summary>Prepares a model, its optimizer, a sequence of batches and the scheduler.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="loader">The sequence of batches to train on.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Loader, AcceleratedScheduler Scheduler) Prepare<TModel, TBatch>(TModel model, optim.Optimizer optimizer, IEnumerable<TBatch> loader, LRScheduler scheduler)
        where TModel : nn.Module
    {
        var preparedOptimizer = PreparePair(model, optimizer);
        return (model, preparedOptimizer, Prepare(loader), Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares a model, its optimizer and two sequences of batches, to train and to evaluate on.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <typeparam name="TEvaluationBatch">The type of an evaluation batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="training">The sequence of batches to train on.</param>
    /// <param name="evaluation">The sequence of batches to evaluate on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Training, AcceleratedLoader<TEvaluationBatch> Evaluation) Prepare<TModel, TBatch, TEvaluationBatch>(TModel model, optim.Optimizer optimizer, IEnumerable<TBatch> training, IEnumerable<TEvaluationBatch> evaluation)
        where TModel : nn.Module
    {
        return (model, PreparePair(model, optimizer), Prepare(training), Prepare(evaluation));
    }

    /// <summary>Prepares a model, its optimizer, two sequences of batches, to train and to evaluate on, and the scheduler.</summary>
    /// <typeparam name="TModel">The model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <typeparam name="TEvaluationBatch">The type of an evaluation batch.</typeparam>
    /// <param name="model">The model, wired in place.</param>
    /// <param name="optimizer">The optimizer of the model's parameters.</param>
    /// <param name="training">The sequence of batches to train on.</param>
    /// <param name="evaluation">The sequence of batches to evaluate on.</param>
    /// <param name="scheduler">The scheduler of the optimizer.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">The optimizer holds none of the model's parameters.</exception>
    public (TModel Model, AcceleratedOptimizer Optimizer, AcceleratedLoader<TBatch> Training, AcceleratedLoader<TEvaluationBatch> Evaluation, AcceleratedScheduler Scheduler) Prepare<TModel, TBatch, TEvaluationBatch>(TModel model, optim.Optimizer optimizer, IEnumerable<TBatch> training, IEnumerable<TEvaluationBatch> evaluation, LRScheduler scheduler)
        where TModel : nn.Module
    {
        var preparedOptimizer = PreparePair(model, optimizer);
        return (model, preparedOptimizer, Prepare(training), Prepare(evaluation), Prepare(scheduler, preparedOptimizer));
    }

    /// <summary>Prepares two models with an optimizer each, as of a GAN, and a sequence of batches.</summary>
    /// <typeparam name="TFirst">The first model's own type.</typeparam>
    /// <typeparam name="TSecond">The second model's own type.</typeparam>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="first">The first model, wired in place.</param>
    /// <param name="second">The second model, wired in place.</param>
    /// <param name="firstOptimizer">The optimizer of the first model.</param>
    /// <param name="secondOptimizer">The optimizer of the second model.</param>
    /// <param name="loader">The sequence of batches to train on.</param>
    /// <returns>The same, prepared, in the same order.</returns>
    /// <exception cref="ArgumentException">An optimizer holds none of its model's parameters.</exception>
    /// <exception cref="InvalidOperationException">Sharding was asked for, with which an accelerator holds one model.</exception>
    public (TFirst First, TSecond Second, AcceleratedOptimizer FirstOptimizer, AcceleratedOptimizer SecondOptimizer, AcceleratedLoader<TBatch> Loader) Prepare<TFirst, TSecond, TBatch>(TFirst first, TSecond second, optim.Optimizer firstOptimizer, optim.Optimizer secondOptimizer, IEnumerable<TBatch> loader)
        where TFirst : nn.Module where TSecond : nn.Module
    {
        var (_, _, one, two) = Prepare(first, second, firstOptimizer, secondOptimizer);
        return (first, second, one, two, Prepare(loader));
    }

    private AcceleratedOptimizer PreparePair(nn.Module model, optim.Optimizer optimizer)
    {
        Prepare(model);
        var prepared = Prepare(optimizer);
        RequireShared(model, prepared);
        return prepared;
    }
}
