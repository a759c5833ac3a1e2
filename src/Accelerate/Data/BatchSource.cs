namespace Accelerate;

/// <summary>Where the batches of a prepared loader come from.</summary>
internal abstract class BatchSource<TBatch> : IDisposable
{
    /// <summary>The number of batches in one pass, where it is known beforehand.</summary>
    public abstract long? Count { get; }

    public abstract int? BatchSize { get; }

    public abstract long? SampleCount { get; }

    /// <summary>Whether a batch is disposed when the next one is asked for.</summary>
    public abstract bool DisposesBatches { get; }

    /// <summary>Whether a batch is read sooner than it could be handed over by another thread.</summary>
    public abstract bool IsImmediate { get; }

    /// <summary>Begins a pass.</summary>
    public abstract IBatchReader<TBatch> Open();

    public abstract void Dispose();
}
