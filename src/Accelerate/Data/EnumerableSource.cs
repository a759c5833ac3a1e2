namespace Accelerate;

/// <summary>Batches from any sequence. They stay the property of whoever made them.</summary>
internal sealed class EnumerableSource<TBatch>(IEnumerable<TBatch> batches) : BatchSource<TBatch>
{
    public override long? Count => batches.TryGetNonEnumeratedCount(out var count) ? count : null;

    public override int? BatchSize => null;

    public override long? SampleCount => null;

    public override bool DisposesBatches => false;

    public override bool IsImmediate => batches is ICollection<TBatch> or IReadOnlyCollection<TBatch>;

    public override IBatchReader<TBatch> Open() => new Reader(batches.GetEnumerator(), Count);

    public override void Dispose()
    {
    }

    private sealed class Reader(IEnumerator<TBatch> batches, long? count) : IBatchReader<TBatch>
    {
        private long _read;

        public bool TryRead(out TBatch batch, out bool? isLast)
        {
            isLast = ++_read == count;
            if (count is null)
                isLast = null;
            var found = batches.MoveNext();
            batch = found ? batches.Current : default!;
            return found;
        }

        public void Dispose() => batches.Dispose();
    }
}
