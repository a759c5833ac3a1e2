namespace Accelerate;

/// <summary>One pass over a source of batches.</summary>
internal interface IBatchReader<TBatch> : IDisposable
{
    /// <summary>Reads the next batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="isLast">Whether it is the last one; null when that is not known without reading on.</param>
    /// <returns>False at the end.</returns>
    bool TryRead(out TBatch batch, out bool? isLast);
}
