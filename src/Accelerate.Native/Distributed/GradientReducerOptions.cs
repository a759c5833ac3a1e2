namespace Accelerate.Native;

/// <summary>How a <see cref="GradientReducer"/> works.</summary>
public sealed record GradientReducerOptions
{
    /// <summary>The size in bytes at which the first bucket is full: small, so that communication begins early.</summary>
    public long FirstBucketBytes { get; init; } = 1 << 20;

    /// <summary>The size in bytes at which any other bucket is full.</summary>
    public long BucketBytes { get; init; } = 25 << 20;

    /// <summary>The number of the data type that gradients travel as; null for their own.</summary>
    public int? WireType { get; init; }

    /// <summary>What starts the sum of a bucket's gradients over the ranks, in place of the reducer: called in backward with the bucket's number.</summary>
    public Action<int>? StartSum { get; init; }

    /// <summary>What ends a sum that <see cref="StartSum"/> has started: called at the end of backward, in the order of the buckets.</summary>
    public Action<int>? EndSum { get; init; }
}
