using TorchSharp;

namespace Accelerate;

/// <summary>Batches from any sequence, or the batches whose turn is this rank's. They stay the property of whoever made them.</summary>
/// <param name="batches">The sequence.</param>
/// <param name="plan">Which of them this process reads: an item of the plan is a whole batch.</param>
/// <param name="countsRows">Whether the number of samples in a batch is wanted even where no others fill it up.</param>
internal sealed class EnumerableSource<TBatch>(IEnumerable<TBatch> batches, SharePlan plan, bool countsRows = false) : BatchSource<TBatch>
{
    public override LoaderSizes Sizes => new(batches.TryGetNonEnumeratedCount(out var count) ? plan.Count(count) : null, null, null, null);

    public override long? SamplesPerPass => null;

    public override bool DisposesBatches => false;

    public override bool IsImmediate => batches is ICollection<TBatch> or IReadOnlyCollection<TBatch>;

    public override IBatchReader<TBatch> Open(long skip, long keep = 0)
    {
        (batches as IEpochAware)?.SetEpoch(Epoch);
        Epoch++;
        var count = Sizes.Count;
        return plan.Ranks > 1 ? new TurnsReader<TBatch>(batches, plan, count, skip) : new Reader(batches, count, skip, keep, countsRows);
    }

    public override void Dispose()
    {
    }

    private sealed class Reader(IEnumerable<TBatch> batches, long? count, long skip, long keep, bool countsRows) : IBatchReader<TBatch>
    {
        private IEnumerator<TBatch>? _batches;
        private long _read;

        public bool TryRead(out ReadBatch<TBatch> read)
        {
            _batches ??= batches.GetEnumerator();
            for (; _read >= keep && _read < skip; _read++)
            {
                using var scope = torch.NewDisposeScope();
                if (!_batches.MoveNext())
                {
                    read = default;
                    return false;
                }
            }
            _read++;
            bool? isLast = count is null ? null : _read == count;
            var found = _batches.MoveNext();
            read = found ? new(_batches.Current, isLast, countsRows ? BatchTensors.Rows(_batches.Current) : null, null) : default;
            return found;
        }

        public void Dispose() => _batches?.Dispose();
    }
}
