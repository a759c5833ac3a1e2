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

    /// <summary>How the gradients of a bucket are summed over the ranks; null for an all-reduce in their own data type.</summary>
    public CommunicationHook? CommunicationHook { get; init; }

    internal void Check()
    {
        if (FirstBucketBytes < 1 || BucketBytes < 1)
            throw new ArgumentException($"FirstBucketBytes is {FirstBucketBytes} and BucketBytes is {BucketBytes}. A bucket holds at least 1 byte; 1 MiB and 25 MiB are usual.");
    }
}
