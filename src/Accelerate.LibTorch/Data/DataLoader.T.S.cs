using System.Collections;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Enumerates a dataset in batches. A batch's tensors are disposed when the next one is asked for, unless
/// <c>disposeBatch</c> is off; then they go to the caller's dispose scope.
/// </summary>
/// <typeparam name="T">A sample.</typeparam>
/// <typeparam name="S">A batch.</typeparam>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">The number of samples of a batch.</param>
    /// <param name="collate_fn">Makes a batch, on a device, of samples.</param>
    /// <param name="shuffle">Whether to shuffle the samples. <c>torch.manual_seed</c> has no influence on the order.</param>
    /// <param name="device">Where batches go; the CPU if null.</param>
    /// <param name="seed">Makes the order of a shuffle the same at every enumeration.</param>
    /// <param name="num_worker">The number of threads that read the samples of one batch.</param>
    /// <param name="drop_last">Whether to leave out a last batch of fewer samples.</param>
    /// <param name="disposeBatch">Whether to dispose a batch when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether disposing the loader disposes the dataset.</param>
    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, Sampler(dataset, shuffle, seed), device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <inheritdoc cref="DataLoader{T, S}(utils.data.Dataset{T}, int, Func{IEnumerable{T}, Device, S}, bool, Device, int?, int, bool, bool, bool)"/>
    /// <param name="shuffler">The indexes of the samples in the order of reading, enumerated anew each time.</param>
    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentNullException.ThrowIfNull(collate_fn);
        ArgumentNullException.ThrowIfNull(shuffler);
        this.dataset = dataset;
        batch_size = batchSize;
        this.collate_fn = collate_fn;
        sampler = shuffler;
        Device = device ?? new Device(DeviceType.CPU);
        num_workers = num_worker;
        this.drop_last = drop_last;
        DisposeBatch = disposeBatch;
        DisposeDataset = disposeDataset;
    }

    public utils.data.Dataset<T> dataset { get; }

    public int batch_size { get; }

    public bool drop_last { get; }

    /// <summary>The indexes of the samples in the order of reading.</summary>
    public IEnumerable<long> sampler { get; }

    public int num_workers { get; }

    public Func<IEnumerable<T>, Device, S> collate_fn { get; }

    public Device Device { get; }

    public bool DisposeBatch { get; }

    public bool DisposeDataset { get; }

    /// <summary>The number of batches.</summary>
    public long Count
    {
        get
        {
            var samples = sampler is ICollection<long> indexes ? indexes.Count : dataset.Count;
            return (samples + (drop_last ? 0 : batch_size - 1)) / batch_size;
        }
    }

    public IEnumerator<S> GetEnumerator()
    {
        IDisposable[] owned = [];
        try
        {
            foreach (var indexes in sampler.Chunk(batch_size))
            {
                if (drop_last && indexes.Length < batch_size)
                    yield break;
                (var batch, owned) = Read(indexes);
                yield return batch;
                DisposeAll(owned);
                owned = [];
            }
        }
        finally
        {
            DisposeAll(owned);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset)
            dataset.Dispose();
    }

    /// <summary>Reads samples and makes a batch of them, in the current dispose scope.</summary>
    internal virtual S ReadBatch(long[] indexes) => collate_fn(ReadSamples(indexes), Device);

    private protected T[] ReadSamples(long[] indexes)
    {
        if (num_workers <= 1 || indexes.Length == 1)
            return Array.ConvertAll(indexes, index => dataset.GetTensor(index));
        var samples = new T[indexes.Length];
        var made = new List<IDisposable>();
        try
        {
            Parallel.For(0, indexes.Length, new ParallelOptions { MaxDegreeOfParallelism = num_workers }, i =>
            {
                using var scope = NewDisposeScope();
                samples[i] = dataset.GetTensor(indexes[i]);
                var tensors = Release(scope);
                lock (made)
                    made.AddRange(tensors);
            });
        }
        catch (AggregateException error)
        {
            DisposeAll(made);
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
        CurrentDisposeScope!.Attach(made);
        return samples;
    }

    private (S Batch, IDisposable[] Owned) Read(long[] indexes)
    {
        using var scope = NewDisposeScope();
        var batch = ReadBatch(indexes);
        if (DisposeBatch)
            return (batch, Release(scope));
        scope.MoveToOuter([.. scope.DisposablesView]);
        return (batch, []);
    }

    private static IDisposable[] Release(DisposeScope scope)
    {
        IDisposable[] made = [.. scope.DisposablesView];
        scope.Detach(made);
        return made;
    }

    private static void DisposeAll(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            disposable.Dispose();
    }

    private static IEnumerable<long> Sampler(utils.data.Dataset<T> dataset, bool shuffle, int? seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return shuffle ? new FisherYatesShuffler(dataset.Count, seed) : new SequentialSampler(dataset.Count);
    }
}
