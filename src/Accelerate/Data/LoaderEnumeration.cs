namespace Accelerate;

/// <summary>One pass over a prepared loader, as accumulation windows see it.</summary>
internal abstract class LoaderEnumeration : IDisposable
{
    /// <summary>Whether the loop over it has ended or was left.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Whether the current batch is the last one. Where that cannot be known the next batch is read.</summary>
    public abstract bool IsLast { get; }

    /// <summary>The number of batches left with the current one; null where it is not known.</summary>
    public abstract long? Remaining { get; }

    public abstract void Dispose();
}
