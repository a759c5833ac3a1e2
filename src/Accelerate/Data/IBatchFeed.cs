namespace Accelerate;

/// <summary>Hands out the batches of one pass, in order.</summary>
internal interface IBatchFeed<TBatch> : IDisposable
{
    /// <summary>The next batch, or null at the end. What the dataset throws comes out as itself.</summary>
    StagedBatch<TBatch>? Take();
}
