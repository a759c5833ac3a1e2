using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Sums the gradients of a bucket over the ranks, in place of the all-reduce that is done without one. It computes on the flat gradients of a
/// bucket, in backward, on the thread that trains; autograd does not record it.
/// <para>All ranks need the same hook, which makes the same collective calls in the same order.</para>
/// </summary>
public abstract class CommunicationHook
{
    /// <summary>Sends gradients as half-precision numbers: half the bytes of single precision.</summary>
    public static CommunicationHook FP16 { get; } = new CompressionHook(ScalarType.Float16);

    /// <summary>Sends gradients as bfloat16 numbers, which have the range of single precision. Gloo has no such type before libtorch 2.2: there it saves no bytes.</summary>
    public static CommunicationHook BF16 { get; } = new CompressionHook(ScalarType.BFloat16);

    /// <summary>
    /// Starts to replace <see cref="GradientBucket.Gradients"/>, which holds this rank's gradients divided by the number of ranks, by their sum
    /// over the ranks. It is called as soon as the bucket is complete, while backward computes other gradients.
    /// </summary>
    /// <param name="bucket">The bucket; the same object in every step until buckets are rebuilt, once, after the first step.</param>
    /// <param name="group">The ranks.</param>
    /// <returns>Communication under way, which is waited for at the end of backward; null when there is none.</returns>
    protected internal abstract Work? Sum(GradientBucket bucket, ProcessGroup group);

    /// <summary>Ends what <see cref="Sum"/> started and has been waited for. It is called at the end of backward, bucket by bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="group">The ranks.</param>
    protected internal virtual void Complete(GradientBucket bucket, ProcessGroup group)
    {
    }
}
