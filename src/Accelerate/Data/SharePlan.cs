namespace Accelerate;

/// <summary>Which part of a loader's samples one rank gets.</summary>
/// <param name="Rank">The rank.</param>
/// <param name="Ranks">The number of ranks.</param>
/// <param name="BatchSize">The number of items in one rank's batch.</param>
/// <param name="DropLast">Whether a round of batches that is not full is dropped.</param>
/// <param name="Even">Whether a round that is not full is filled up, so that every rank has as many batches.</param>
internal readonly record struct SharePlan(int Rank, int Ranks, int BatchSize, bool DropLast, bool Even)
{
    /// <summary>The number of items that all ranks together read in one step.</summary>
    public long RoundSize => (long)Ranks * BatchSize;

    /// <summary>One process gets everything, and nothing is filled up.</summary>
    public static SharePlan Alone(int batchSize, bool dropLast) => new(0, 1, batchSize, dropLast, Even: false);

    /// <summary>The share of a rank.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="ranks">The number of ranks.</param>
    /// <param name="batchSize">The number of items in a batch of the loader.</param>
    /// <param name="split">Whether that batch is divided among the ranks, instead of being one rank's.</param>
    /// <param name="dropLast">Whether the loader drops an incomplete batch.</param>
    /// <param name="even">Whether every rank shall have as many batches.</param>
    /// <exception cref="ArgumentException">The batch cannot be divided evenly.</exception>
    public static SharePlan Create(int rank, int ranks, int batchSize, bool split, bool dropLast, bool even) =>
        new(rank, ranks, split ? Divide(batchSize, ranks) : batchSize, dropLast, even);

    /// <summary>The number of batches that the rank gets of a number of items.</summary>
    public long Count(long items)
    {
        var (rounds, rest) = Math.DivRem(items, RoundSize);
        return !DropLast && (Even ? rest > 0 : rest > (long)Rank * BatchSize) ? rounds + 1 : rounds;
    }

    private static int Divide(int batchSize, int ranks) => batchSize % ranks == 0
        ? batchSize / ranks
        : throw new ArgumentException(
            $"SplitBatches divides each batch among the processes, and a batch size of {batchSize} cannot be divided among {ranks}. " +
            $"Take a multiple of {ranks}, such as {batchSize / ranks * ranks + ranks}, or turn SplitBatches off.");
}
