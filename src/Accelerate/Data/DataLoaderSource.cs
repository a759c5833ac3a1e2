using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;
using TorchSharp.Modules;

namespace Accelerate;

/// <summary>The batches that a <c>DataLoader</c> would yield, from its own dataset, sampler and collate function.</summary>
internal sealed class DataLoaderSource<T, TBatch>(DataLoader<T, TBatch> loader) : BatchSource<TBatch>
{
    // Handing a batch over costs some 15 µs, in which this much is gathered.
    private const long ImmediateBytes = 256 * 1024;

    private TensorRows? _rows;
    private bool _looked;

    public override long? Count => loader.Count;

    public override int? BatchSize => loader.batch_size;

    public override long? SampleCount => loader.dataset.Count;

    public override bool DisposesBatches => loader.DisposeBatch;

    public override bool IsImmediate => Rows() is { } rows && rows.BytesPerRow * loader.batch_size <= ImmediateBytes;

    public override IBatchReader<TBatch> Open() => new Reader(loader, Rows());

    public override void Dispose()
    {
        _rows?.Dispose();
        loader.Dispose();
    }

    /// <summary>The whole tensors behind a tensor dataset whose items the front end's own collate function stacks.</summary>
    private TensorRows? Rows()
    {
        if (!_looked && loader is IterableDataLoader && loader.dataset is TensorDataset dataset)
            _rows = TensorRows.Find(dataset);
        _looked = true;
        return _rows;
    }

    private sealed class Reader : IBatchReader<TBatch>
    {
        private readonly DataLoader<T, TBatch> _loader;
        private readonly TensorRows? _rows;
        private readonly IEnumerator<long> _sampler;
        private long[]? _next;

        public Reader(DataLoader<T, TBatch> loader, TensorRows? rows)
        {
            _loader = loader;
            _rows = rows;
            _sampler = loader.sampler.GetEnumerator();
            _next = ReadIndices();
        }

        public bool TryRead(out TBatch batch, out bool? isLast)
        {
            var indices = _next;
            batch = default!;
            isLast = null;
            if (indices is null)
                return false;
            _next = ReadIndices();
            isLast = _next is null;
            batch = Collate(indices);
            return true;
        }

        public void Dispose() => _sampler.Dispose();

        private TBatch Collate(long[] indices)
        {
            if (_rows is not null)
                return (TBatch)(object)_rows.Select(indices, _loader.Device);
            if (_loader.dataset is IBatchDataset<TBatch> dataset)
                return dataset.GetBatch(indices);
            return _loader.collate_fn(ReadItems(indices), _loader.Device);
        }

        private T[] ReadItems(long[] indices)
        {
            if (_loader.num_workers <= 1)
                return Array.ConvertAll(indices, _loader.dataset.GetTensor);
            var items = new T[indices.Length];
            var created = new ConcurrentBag<IDisposable>();
            try
            {
                Parallel.For(0, indices.Length, new() { MaxDegreeOfParallelism = _loader.num_workers }, i =>
                {
                    using var scope = torch.NewDisposeScope();
                    items[i] = _loader.dataset.GetTensor(indices[i]);
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

        private long[]? ReadIndices()
        {
            var indices = new long[_loader.batch_size];
            var count = 0;
            while (count < indices.Length && _sampler.MoveNext())
                indices[count++] = _sampler.Current;
            if (count == indices.Length)
                return indices;
            return count == 0 || _loader.drop_last ? null : indices[..count];
        }
    }
}
