using System.Collections;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// A prepared loader: enumerate it once an epoch, on every process. Each process gets its share of the batches, on the accelerator's device; with one
/// process all of them, in the order of the loader that it was made from.
/// A batch of a <c>DataLoader</c> that disposes its batches is disposed when the next one is asked for or the loop ends.
/// </summary>
/// <typeparam name="TBatch">The type of a batch.</typeparam>
public sealed class AcceleratedLoader<TBatch> : IEnumerable<TBatch>, IDisposable
{
    private readonly BatchSource<TBatch> _source;
    private readonly Dispatcher<TBatch>? _dispatcher;
    private readonly Device? _device;
    private readonly DataLoaderConfiguration _configuration;
    private long _skip;

    internal AcceleratedLoader(Accelerator owner, BatchSource<TBatch> source, Dispatcher<TBatch>? dispatcher, Device? device, DataLoaderConfiguration configuration)
    {
        Owner = owner;
        _source = source;
        _dispatcher = dispatcher;
        _device = device;
        _configuration = configuration;
    }

    /// <summary>The number of batches that this process sees in one whole pass; null where it is not known beforehand.</summary>
    public long? Count => Sizes.Count;

    /// <summary>The number of samples in a batch of this process; null where it is not known.</summary>
    public int? BatchSize => Sizes.BatchSize;

    /// <summary>
    /// The number of samples in the batch that the innermost loop over a loader is at, if that is this loader: fewer than <see cref="BatchSize"/> where the last one
    /// is short. Otherwise, and where the batch does not tell, <see cref="BatchSize"/>, or 1.
    /// </summary>
    public long CurrentBatchSize => (Owner.ActiveEnumeration as LoaderEnumerator<TBatch>)?.SamplesOf(this) ?? BatchSize ?? 1;

    /// <summary>The number of samples that all processes together read in one step; null where it is not known.</summary>
    public int? TotalBatchSize => Sizes.TotalBatchSize;

    /// <summary>The number of samples in the dataset; null where it is not known.</summary>
    public long? SampleCount => Sizes.SampleCount;

    /// <summary>The number of the next pass, from 0. A pass counts from when its first batch is asked for, also if the loop is left before its end.</summary>
    public long Epoch => _source.Epoch;

    internal Accelerator Owner { get; }

    internal bool DisposesBatches => _source.DisposesBatches;

    private LoaderSizes Sizes => _dispatcher?.Sizes ?? _source.Sizes;

    /// <summary>
    /// Says which epoch the next pass is, such as when a run is continued: a <see cref="SeedableRandomSampler"/> draws the order of that epoch, and a sampler,
    /// dataset or sequence that is <see cref="IEpochAware"/> is told. The passes after it count on from there. Call it on every process.
    /// </summary>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public void SetEpoch(long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        _source.Epoch = epoch;
    }

    /// <summary>Begins a pass over the batches.</summary>
    public IEnumerator<TBatch> GetEnumerator() => new LoaderEnumerator<TBatch>(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the <c>DataLoader</c> that this one took over, and with it its dataset if that was asked for. A plain sequence is left alone.</summary>
    public void Dispose() => _source.Dispose();

    internal void SkipInNextPass(long batches) => _skip = batches;

    /// <summary>Begins a pass; all ranks do so together, on their training threads.</summary>
    /// <param name="skipped">The number of batches left out at its beginning.</param>
    internal IBatchFeed<TBatch> Open(out long skipped)
    {
        skipped = _skip;
        _skip = 0;
        return _dispatcher is null ? Stage(_source.Open(skipped), _device) : _dispatcher.Open(skipped, reader => Stage(reader, null));
    }

    private IBatchFeed<TBatch> Stage(IBatchReader<TBatch> reader, Device? device)
    {
        var direct = new DirectFeed<TBatch>(reader, device, _configuration.NonBlocking);
        return _configuration.PrefetchFactor == 0 || _source.IsImmediate ? direct : new StagedFeed<TBatch>(direct, _configuration.PrefetchFactor);
    }
}
