namespace Accelerate;

/// <summary>A batch that is ready to be used.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="IsLast">Whether it is the last one; null when that is not known without reading on.</param>
/// <param name="Rows">The number of its samples; null where it is not known.</param>
/// <param name="ValidRows">How many of them, from the first on, do not merely fill it up.</param>
/// <param name="Created">The tensors that came into being with it and live as long.</param>
internal sealed record StagedBatch<TBatch>(TBatch Batch, bool? IsLast, long? Rows, long? ValidRows, IDisposable[] Created)
{
    public void DisposeCreated()
    {
        foreach (var created in Created)
            created.Dispose();
    }
}
