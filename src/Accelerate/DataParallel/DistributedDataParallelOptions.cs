namespace Accelerate;

/// <summary>How gradients are averaged and buffers kept equal when a model trains on several ranks.</summary>
public sealed record DistributedDataParallelOptions
{
    /// <summary>The size at which the first bucket of gradients is full, in bytes: small, so that communication begins early in the backward pass.</summary>
    /// <value>1 MiB by default; at least 1.</value>
    public long FirstBucketBytes { get; init; } = 1 << 20;

    /// <summary>The size at which any other bucket of gradients is full, in bytes.</summary>
    /// <value>25 MiB by default; at least 1.</value>
    public long BucketBytes { get; init; } = 25 << 20;

    /// <summary>
    /// Whether the model's buffers, such as the running means of batch normalization, get the values of rank 0 before each forward pass in
    /// training whose gradients will be averaged. (Hooks run in <c>call</c>, not in <c>forward</c>.)
    /// </summary>
    /// <value>True by default.</value>
    public bool BroadcastBuffers { get; init; } = true;

    /// <summary>
    /// Whether the batch-norm modules of a model normalize, while they train, by mean and variance over the batches of all ranks: then ranks that share a batch compute what one process does
    /// with the whole of it. Each such module costs one small collective in forward and one in backward, which all ranks have to reach together. Evaluation stays as it is.
    /// </summary>
    /// <value>False by default: each rank normalizes by its own batch.</value>
    /// <remarks>
    /// It attaches by hooks to <c>BatchNorm1d</c>, <c>BatchNorm2d</c> and <c>BatchNorm3d</c>. Hooks of your own on these modules see the real input where a pre-hook was registered before Prepare, and the
    /// real result where a forward hook was registered after it.
    /// </remarks>
    public bool SyncBatchNorm { get; init; }

    /// <summary>How the gradients of a bucket are summed over the ranks; null for an all-reduce in their own data type.</summary>
    public CommunicationHook? CommunicationHook { get; init; }

    internal void Check()
    {
        if (FirstBucketBytes < 1 || BucketBytes < 1)
            throw new ArgumentException($"FirstBucketBytes is {FirstBucketBytes} and BucketBytes is {BucketBytes}. A bucket holds at least 1 byte; 1 MiB and 25 MiB are usual.");
    }
}
