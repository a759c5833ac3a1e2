namespace Accelerate;

/// <summary>A batch that is ready to be used.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="IsLast">Whether it is the last one; null when that is not known without reading on.</param>
/// <param name="Created">The tensors that came into being with it and live as long.</param>
internal sealed record StagedBatch<TBatch>(TBatch Batch, bool? IsLast, IDisposable[] Created)
{
    public void DisposeCreated()
    {
        foreach (var created in Created)
            created.Dispose();
    }
}
