namespace Accelerate;

/// <summary>Where the batches of a prepared loader come from: those that this process reads.</summary>
internal abstract class BatchSource<TBatch> : IDisposable
{
    /// <summary>How much this process reads.</summary>
    public abstract LoaderSizes Sizes { get; }

    /// <summary>The number of samples that this process reads, or takes turns in, in a pass; null where it is not known.</summary>
    public abstract long? SamplesPerPass { get; }

    /// <summary>The number of the next pass, from 0.</summary>
    public virtual long Epoch { get; set; }

    /// <summary>Whether a batch is disposed when the next one is asked for.</summary>
    public abstract bool DisposesBatches { get; }

    /// <summary>Whether a batch is read sooner than it could be handed over by another thread.</summary>
    public abstract bool IsImmediate { get; }

    /// <summary>
    /// Begins a pass, and moves on to the next epoch. It is called on the training thread, by all ranks, since they may have to agree on an order;
    /// the user's own code runs only when the reader reads.
    /// </summary>
    /// <param name="skip">The number of batches to leave out at the beginning.</param>
    /// <param name="keep">How many of these to read all the same, from the first on.</param>
    public abstract IBatchReader<TBatch> Open(long skip, long keep = 0);

    public abstract void Dispose();
}
