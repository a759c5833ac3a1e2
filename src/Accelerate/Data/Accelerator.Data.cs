using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>
    /// Lets the next pass over a prepared loader begin later, as when a run continues in the middle of an epoch. Samples of a dataset are left out without
    /// being read, but for the first round of a loader that rank 0 dispatches, which may fill the last one up; the batches of a sequence are read and left.
    /// The passes after it are whole. Call it on every process.
    /// </summary>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="loader">A loader that this accelerator prepared.</param>
    /// <param name="batches">The number of batches of each process to leave out; not negative. As many as there are, or more, make an empty pass.</param>
    /// <returns>The same loader.</returns>
    /// <exception cref="ArgumentException">The loader was prepared by another accelerator.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is negative.</exception>
    public AcceleratedLoader<TBatch> SkipFirstBatches<TBatch>(AcceleratedLoader<TBatch> loader, long batches)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        if (loader.Owner != this)
            throw new ArgumentException("The loader was prepared by another Accelerator, which must skip its batches.", nameof(loader));
        loader.SkipInNextPass(batches);
        return loader;
    }

    private AcceleratedLoader<TBatch> Share<T, TBatch>(DataLoader<T, TBatch> loader)
    {
        var (configuration, group) = (_settings.DataLoader, Group);
        var sampler = Sampler(loader);
        if (group is null || loader.sampler is IAlreadySharded || loader.dataset is IAlreadySharded)
            return Make(new DataLoaderSource<T, TBatch>(loader, sampler, SharePlan.Alone(loader.batch_size, loader.drop_last), NumProcesses, null), null);
        if (configuration.DispatchBatches == true)
        {
            RequireDispatchable<TBatch>();
            return Make(
                new DataLoaderSource<T, TBatch>(loader, sampler, SharePlan.Alone(loader.batch_size, loader.drop_last), 1, null),
                new(NumProcesses, configuration.SplitBatches, loader.drop_last, configuration.EvenBatches));
        }
        var plan = SharePlan.Create(ProcessIndex, NumProcesses, loader.batch_size, configuration.SplitBatches, loader.drop_last, configuration.EvenBatches);
        return Make(new DataLoaderSource<T, TBatch>(loader, sampler, plan, NumProcesses, group), null);
    }

    private AcceleratedLoader<TBatch> Share<TBatch>(IEnumerable<TBatch> batches)
    {
        var configuration = _settings.DataLoader;
        if (Group is null || batches is IAlreadySharded)
            // Where ranks have batches of their own, these may have different numbers of samples.
            return Make(new EnumerableSource<TBatch>(batches, SharePlan.Alone(1, dropLast: false), countsRows: Group is not null), null);
        if (configuration.DispatchBatches ?? BatchForm.CanBuild<TBatch>())
        {
            RequireDispatchable<TBatch>();
            return Make(
                new EnumerableSource<TBatch>(batches, SharePlan.Alone(1, dropLast: false)),
                new(NumProcesses, configuration.SplitBatches, DropLast: false, configuration.EvenBatches));
        }
        if (configuration.SplitBatches)
            throw new ArgumentException(
                $"SplitBatches divides each batch among the {NumProcesses} processes, and the batches of a sequence are divided by rank 0 alone. " +
                (configuration.DispatchBatches is null
                    ? $"It cannot take a {typeof(TBatch).Name} apart: use a tensor, an array, a list, a dictionary or a tuple of tensors, or a [Batch] structure of nothing but tensors; or turn SplitBatches off."
                    : "Leave DispatchBatches out, or turn SplitBatches off."));
        return Make(new EnumerableSource<TBatch>(batches, new(ProcessIndex, NumProcesses, 1, DropLast: false, configuration.EvenBatches)), null);
    }

    private AcceleratedLoader<TBatch> Make<TBatch>(BatchSource<TBatch> source, DispatchPlan? dispatch)
    {
        var device = _settings.DevicePlacement ? Device : null;
        return new(this, source, dispatch is { } plan ? new(Group!, source, plan, device) : null, device, _settings.DataLoader);
    }

    private IEnumerable<long> Sampler<T, TBatch>(DataLoader<T, TBatch> loader) =>
        _settings.DataLoader.UseSeedableSampler && loader.sampler is FisherYatesShuffler shuffler
            ? new SeedableRandomSampler(shuffler.LongCount(), _settings.DataLoader.DataSeed ?? initial_seed())
            : loader.sampler;

    private static void RequireDispatchable<TBatch>()
    {
        if (!BatchForm.CanBuild<TBatch>())
            throw new ArgumentException(
                $"DispatchBatches lets rank 0 send its batches to the other processes, which cannot make a {typeof(TBatch).Name} of the tensors that arrive. " +
                "Use a tensor, an array, a list, a dictionary with string keys or a tuple of up to four tensors, or a [Batch] structure of tensors that are all there and nothing else; or turn DispatchBatches off.");
    }
}
