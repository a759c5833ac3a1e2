namespace Accelerate;

/// <summary>One pass over a prepared loader, as accumulation windows see it.</summary>
internal abstract class LoaderEnumeration : IDisposable
{
    /// <summary>Whether the loop over it has ended or was left.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Whether the current batch is the last one. Where that cannot be known the next batch is read.</summary>
    public abstract bool IsLast { get; }

    /// <summary>The number of the current batch in its pass, from 1; those that were left out count too.</summary>
    public abstract long Position { get; }

    /// <summary>The number of batches left with the current one; null where it is not known.</summary>
    public abstract long? Remaining { get; }

    /// <summary>The number of samples in the current batch; null where it is not known, or there is no batch.</summary>
    public abstract long? Rows { get; }

    /// <summary>How many samples of the current batch, from the first on, are samples in their turn; the others fill it up. Null where all are;
    /// 0 where none is, even if their number is not known.</summary>
    public abstract long? ValidRows { get; }

    public abstract void Dispose();
}
