namespace Accelerate;

/// <summary>
/// A dataset that gathers a whole batch at once. Implement it beside <c>Dataset&lt;T&gt;</c>: a prepared <c>DataLoader</c> then asks for batches
/// instead of for items that its collate function puts together, and the batch must equal what that function would give.
/// </summary>
/// <typeparam name="TBatch">The type of a batch; that of the loader.</typeparam>
public interface IBatchDataset<TBatch>
{
    /// <summary>The batch of the samples at some indices, in their order.</summary>
    /// <param name="indices">Indices of samples, each from 0 to the dataset's count.</param>
    TBatch GetBatch(ReadOnlySpan<long> indices);
}
