using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Gradients that are summed over the ranks as one.</summary>
public sealed class GradientBucket
{
    internal GradientBucket(int index, bool isLast, Tensor gradients, IReadOnlyList<long[]> shapes)
    {
        Index = index;
        IsLast = isLast;
        Gradients = gradients;
        Shapes = shapes;
    }

    /// <summary>The place of the bucket in the order in which all ranks sum them, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether it is the last one of a backward pass.</summary>
    public bool IsLast { get; }

    /// <summary>The gradients of shape [elements], one parameter after another.</summary>
    public Tensor Gradients { get; }

    /// <summary>The shapes of the parameters, in the order in which their gradients lie in <see cref="Gradients"/>.</summary>
    public IReadOnlyList<long[]> Shapes { get; }

    internal Work? Pending { get; set; }
}
