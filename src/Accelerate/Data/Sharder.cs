namespace Accelerate;

/// <summary>
/// Shares a stream of items out among ranks: it reads a round of as many batches as there are ranks, of which the first is rank 0's, the second
/// rank 1's and so on, and hands out one rank's. The ranks' batches of a round, one after another, are thus the stream itself.
/// <para>
/// A last round that is not full is dropped, or filled up with the items of the first round from its beginning, or shared out as far as it goes.
/// An item is the index of a sample, or a whole batch where the plan's batch size is 1.
/// </para>
/// </summary>
/// <param name="items">The stream. Every rank reads all of it, in the same order.</param>
/// <param name="plan">Which part of it is wanted.</param>
internal sealed class Sharder<T>(IEnumerator<T> items, SharePlan plan) : IDisposable
{
    private readonly List<T> _first = [];
    private bool _isFirstRound = true;
    private bool _isOver;

    /// <summary>Reads on to this rank's next batch.</summary>
    /// <param name="valid">How many items of the batch, from its beginning, are its own: the others fill it up.</param>
    /// <returns>The batch, or null at the end.</returns>
    public T[]? Next(out int valid)
    {
        valid = 0;
        if (_isOver)
            return null;
        var begin = (long)plan.Rank * plan.BatchSize;
        var end = begin + plan.BatchSize;
        var keepFirst = plan.Even && !plan.DropLast && _isFirstRound;
        var batch = new T[plan.BatchSize];
        var read = 0L;
        for (; read < plan.RoundSize && items.MoveNext(); read++)
        {
            var item = items.Current;
            if (keepFirst)
                _first.Add(item);
            if (read >= begin && read < end)
                batch[read - begin] = item;
        }
        _isFirstRound = false;
        valid = (int)Math.Clamp(read - begin, 0, plan.BatchSize);
        if (read == plan.RoundSize)
            return batch;

        _isOver = true;
        if (read == 0 || plan.DropLast)
            return null;
        if (!plan.Even)
            return valid > 0 ? batch[..valid] : null;
        for (var i = valid; i < batch.Length; i++)
            batch[i] = _first[(int)((begin + i - read) % _first.Count)];
        return batch;
    }

    public void Dispose() => items.Dispose();
}
