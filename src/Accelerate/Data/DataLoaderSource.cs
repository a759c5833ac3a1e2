using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;
using TorchSharp.Modules;

namespace Accelerate;

/// <summary>The batches that a <c>DataLoader</c> would yield, or one rank's share of them, from its own dataset, sampler and collate function.</summary>
/// <param name="loader">The loader.</param>
/// <param name="sampler">The order of the samples: the loader's, or what replaces it.</param>
/// <param name="plan">Which part of them this process reads.</param>
/// <param name="processes">The number of processes that read as much.</param>
/// <param name="group">The ranks that must have the same order; null where each has its own.</param>
internal sealed class DataLoaderSource<T, TBatch>(DataLoader<T, TBatch> loader, IEnumerable<long> sampler, SharePlan plan, int processes, ProcessGroup? group) : BatchSource<TBatch>
{
    // Handing a batch over costs some 15 µs, in which this much is gathered.
    private const long ImmediateBytes = 256 * 1024;

    private TensorRows? _rows;
    private bool _looked;
    private long? _agreedSamples;
    private long _epoch;

    public override LoaderSizes Sizes => new(Samples is { } samples ? plan.Count(samples) : null, plan.BatchSize, plan.BatchSize * processes, loader.dataset.Count);

    public override long? SamplesPerPass => Samples;

    public override long Epoch
    {
        get => sampler is SeedableRandomSampler seedable ? seedable.Epoch : _epoch;
        set
        {
            _epoch = value;
            if (sampler is SeedableRandomSampler seedable)
                seedable.Epoch = value;
        }
    }

    public override bool DisposesBatches => loader.DisposeBatch;

    public override bool IsImmediate => Rows() is { } rows && rows.BytesPerRow * plan.BatchSize <= ImmediateBytes;

    public override IBatchReader<TBatch> Open(long skip, long keep = 0)
    {
        (sampler as IEpochAware)?.SetEpoch(Epoch);
        (loader.dataset as IEpochAware)?.SetEpoch(Epoch);
        _epoch++;
        var order = SampleOrder.Begin(sampler, loader.dataset.Count, group);
        if (group is not null)
            _agreedSamples = order.Count;
        return new Reader(loader, Rows, order.Indices, plan, skip, keep);
    }

    public override void Dispose()
    {
        _rows?.Dispose();
        loader.Dispose();
    }

    private long? Samples => _agreedSamples ?? SampleOrder.CountOf(sampler) ?? (sampler is IAlreadySharded ? null : loader.dataset.Count);

    /// <summary>The whole tensors behind a tensor dataset whose items the front end's own collate function stacks.</summary>
    private TensorRows? Rows()
    {
        if (!_looked && loader is IterableDataLoader && loader.dataset is TensorDataset dataset)
            _rows = TensorRows.Find(dataset);
        _looked = true;
        return _rows;
    }

    private sealed class Reader(DataLoader<T, TBatch> loader, Func<TensorRows?> findRows, IEnumerable<long> order, SharePlan plan, long skip, long keep) : IBatchReader<TBatch>
    {
        private Sharder<long>? _sharder;
        private TensorRows? _rows;
        private long[]? _next;
        private int _nextValid;
        private long _position;

        public bool TryRead(out ReadBatch<TBatch> read)
        {
            if (_sharder is null)
                Begin();
            while (_position >= keep && _position < skip && _next is not null)
                Advance();
            var (indices, valid) = (_next, _nextValid);
            read = default;
            if (indices is null)
                return false;
            Advance();
            read = new(Collate(indices), _next is null, indices.Length, valid);
            return true;
        }

        public void Dispose() => _sharder?.Dispose();

        private void Begin()
        {
            _rows = findRows();
            _sharder = new(order.GetEnumerator(), plan);
            _next = _sharder.Next(out _nextValid);
        }

        private void Advance()
        {
            _next = _sharder!.Next(out _nextValid);
            _position++;
        }

        private TBatch Collate(long[] indices)
        {
            if (_rows is not null)
                return (TBatch)(object)_rows.Select(indices, loader.Device);
            if (loader.dataset is IBatchDataset<TBatch> dataset)
                return dataset.GetBatch(indices);
            return loader.collate_fn(ReadItems(indices), loader.Device);
        }

        private T[] ReadItems(long[] indices)
        {
            if (loader.num_workers <= 1)
                return Array.ConvertAll(indices, loader.dataset.GetTensor);
            var items = new T[indices.Length];
            var created = new ConcurrentBag<IDisposable>();
            try
            {
                Parallel.For(0, indices.Length, new() { MaxDegreeOfParallelism = loader.num_workers }, i =>
                {
                    using var scope = torch.NewDisposeScope();
                    items[i] = loader.dataset.GetTensor(indices[i]);
                    IDisposable[] tensors = [.. scope.DisposablesView];
                    scope.Detach(tensors);
                    Array.ForEach(tensors, created.Add);
                });
            }
            catch (AggregateException exceptions)
            {
                ExceptionDispatchInfo.Throw(exceptions.InnerExceptions[0]);
            }
            finally
            {
                torch.CurrentDisposeScope!.Attach(created);
            }
            return items;
        }
    }
}
