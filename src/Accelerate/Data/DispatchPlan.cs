namespace Accelerate;

/// <summary>How the batches that rank 0 reads become those of all ranks.</summary>
/// <param name="Ranks">The number of ranks.</param>
/// <param name="Split">Whether each batch is cut into the ranks' parts, instead of as many batches as there are ranks.</param>
/// <param name="DropLast">Whether a round of fewer batches is dropped.</param>
/// <param name="Even">Whether a round that cannot be cut evenly is filled up with samples from the beginning of the pass.</param>
internal readonly record struct DispatchPlan(int Ranks, bool Split, bool DropLast, bool Even)
{
    /// <summary>The number of batches in a round.</summary>
    public int BatchesPerRound => Split ? 1 : Ranks;

    /// <summary>The number of samples that each rank is sent of a round.</summary>
    public long Share(long rows) => (rows + Ranks - 1) / Ranks;

    /// <summary>How many of those that a rank is sent do not merely fill the round up.</summary>
    public long Valid(long rows, int rank) => Math.Clamp(rows - rank * Share(rows), 0, Share(rows));

    /// <summary>How many of those that a rank is sent it keeps.</summary>
    public long Kept(long rows, int rank) => Even ? Share(rows) : Valid(rows, rank);

    /// <summary>How much a rank gets of what rank 0 reads.</summary>
    /// <param name="read">How much rank 0 reads.</param>
    /// <param name="samples">The number of samples that it reads in a pass, where it is known.</param>
    /// <param name="rank">The rank.</param>
    /// <exception cref="ArgumentException">The batches are to be split and cannot be divided evenly.</exception>
    public LoaderSizes Sizes(LoaderSizes read, long? samples, int rank)
    {
        if (read.BatchSize is not { } batchSize)
            // How a last round is shared out depends on batches that nobody has seen.
            return new(Even ? Rounds(read.Count) : null, null, null, read.SampleCount);
        var share = SharePlan.Create(rank, Ranks, batchSize, Split, DropLast, Even).BatchSize;
        var rounds = Rounds(read.Count);
        var lastRows = samples - (rounds - 1) * (long)share * Ranks;
        var lacksLast = !DropLast && rounds > 0 && lastRows is { } rows && Kept(rows, rank) == 0;
        return new(lacksLast ? rounds - 1 : rounds, share, share * Ranks, read.SampleCount);
    }

    private long? Rounds(long? batches) => DropLast ? batches / BatchesPerRound : (batches + BatchesPerRound - 1) / BatchesPerRound;
}
