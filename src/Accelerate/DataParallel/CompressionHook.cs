using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Sends gradients as numbers of another type, which the reducer does by itself.</summary>
internal sealed class CompressionHook(ScalarType type) : CommunicationHook
{
    public ScalarType Type => type;

    protected internal override Work? Sum(GradientBucket bucket, ProcessGroup group) =>
        throw new InvalidOperationException("The reducer compresses by itself.");
}
