namespace Accelerate;

/// <summary>How prepared loaders read their batches, move them and share them out among processes.</summary>
public sealed class DataLoaderConfiguration
{
    /// <summary>
    /// How many batches a background thread keeps ready beside the one in use; 0 reads each batch on the thread that asks for it, as is also
    /// done with batches that are there already or are gathered sooner than a thread could hand them over.
    /// With a positive value the dataset's code runs on that background thread, so that a dataset which draws from libtorch's
    /// default generator draws at other moments than in a plain loop: choose 0 where that must repeat exactly.
    /// </summary>
    /// <value>2 by default; never negative.</value>
    public int PrefetchFactor { get; init; } = 2;

    /// <summary>Whether a copy to a GPU may go on while the host continues. It has an effect only for tensors in pinned memory.</summary>
    public bool NonBlocking { get; init; }

    /// <summary>
    /// What a loader's batch size means with several processes. False, the default: the number of samples that each process gets in a step, so that
    /// all together read a multiple of it. True: the number that all together get, so that a step trains on as many samples as with one process;
    /// it must be a multiple of the number of processes.
    /// </summary>
    public bool SplitBatches { get; init; }

    /// <summary>
    /// Whether rank 0 alone reads the data and sends each process its part. Null, the default, does so for sequences of batches that can be cut,
    /// and lets every process read its own part of a <c>DataLoader</c>. With false every process goes through a whole sequence and takes every batch in turn.
    /// </summary>
    public bool? DispatchBatches { get; init; }

    /// <summary>
    /// Whether the last round of batches is filled up with samples from the beginning of the epoch, so that every process takes as many steps.
    /// <c>GatherForMetrics</c> leaves those samples out again. With false some processes have a shorter last batch, or one batch less.
    /// </summary>
    public bool EvenBatches { get; init; } = true;

    /// <summary>
    /// Whether a <c>DataLoader</c> that shuffles does so in the order of a <see cref="SeedableRandomSampler"/>: another order in each epoch,
    /// decided by <see cref="DataSeed"/> and the number of the epoch alone, so that a run can be repeated and continued.
    /// </summary>
    public bool UseSeedableSampler { get; init; }

    /// <summary>The seed of <see cref="UseSeedableSampler"/>; null takes libtorch's, which <c>torch.manual_seed</c> sets.</summary>
    public long? DataSeed { get; init; }

    /// <summary>Throws for values that make no sense.</summary>
    internal void Check(string parameter)
    {
        if (PrefetchFactor < 0)
            throw new ArgumentException($"PrefetchFactor is {PrefetchFactor}. Give 0 to read batches on the training thread, or the number of batches to keep ready.", parameter);
        if (DataSeed is not null && !UseSeedableSampler)
            throw new ArgumentException($"DataSeed is {DataSeed}, and nothing uses it: it seeds the order of UseSeedableSampler, which is off. Turn that on, or leave the seed out.", parameter);
    }
}
