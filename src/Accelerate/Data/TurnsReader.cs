using TorchSharp;

namespace Accelerate;

/// <summary>
/// The batches of a sequence whose turn is this rank's. Every rank goes through the whole sequence. Where the last round lacks batches it is filled up
/// with those of the first, in their order, none of whose samples count.
/// </summary>
/// <param name="batches">The sequence.</param>
/// <param name="plan">The ranks that take turns.</param>
/// <param name="count">The number of batches of this rank, where it is known.</param>
/// <param name="skip">The number of batches of this rank to leave out.</param>
internal sealed class TurnsReader<TBatch>(IEnumerable<TBatch> batches, SharePlan plan, long? count, long skip) : IBatchReader<TBatch>
{
    // A rank can lack a batch only when those before it have one, so its own first one never fills up.
    private readonly List<(TBatch Batch, IDisposable[] Created)> _first = [];
    private IEnumerator<TBatch>? _batches;
    private long _read;
    private long _taken;
    private bool _isOver;

    public bool TryRead(out ReadBatch<TBatch> read)
    {
        _batches ??= batches.GetEnumerator();
        while (!_isOver)
        {
            using var scope = torch.NewDisposeScope();
            var isFilling = !_batches.MoveNext();
            if (isFilling)
            {
                _isOver = true;
                if (!TryFill(scope, out var filling))
                    break;
                if (_taken++ >= skip)
                    return Hand(filling, isFilling, scope, out read);
                break;
            }
            var batch = _batches.Current;
            if (_read++ % plan.Ranks == plan.Rank)
            {
                if (_taken++ >= skip)
                    return Hand(batch, isFilling, scope, out read);
            }
            else if (plan.Even && _read <= plan.Rank)
            {
                IDisposable[] created = [.. scope.DisposablesView];
                scope.Detach(created);
                _first.Add((batch, created));
            }
        }
        read = default;
        return false;
    }

    public void Dispose()
    {
        _batches?.Dispose();
        foreach (var (_, created) in _first)
            DisposeAll(created);
        _first.Clear();
    }

    private bool Hand(TBatch batch, bool isFilling, DisposeScope scope, out ReadBatch<TBatch> read)
    {
        scope.MoveToOuter([.. scope.DisposablesView]);
        var rows = BatchTensors.Rows(batch);
        read = new(batch, count is null ? null : _taken == count, rows, isFilling ? 0 : rows);
        return true;
    }

    /// <summary>The batch that takes the place of one that this rank lacks in the last round; it belongs to the reader no more.</summary>
    private bool TryFill(DisposeScope scope, out TBatch filling)
    {
        var rest = (int)(_read % plan.Ranks);
        filling = default!;
        if (!plan.Even || rest == 0 || plan.Rank < rest)
            return false;
        var index = (plan.Rank - rest) % _first.Count;
        (filling, var created) = _first[index];
        scope.Attach(created);
        _first.RemoveAt(index);
        return true;
    }

    private static void DisposeAll(IDisposable[] created)
    {
        foreach (var each in created)
            each.Dispose();
    }
}
