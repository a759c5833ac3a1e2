namespace Accelerate;

/// <summary>One pass over a source of batches.</summary>
internal interface IBatchReader<TBatch> : IDisposable
{
    /// <summary>Reads the next batch.</summary>
    /// <returns>False at the end.</returns>
    bool TryRead(out ReadBatch<TBatch> read);
}
