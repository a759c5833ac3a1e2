using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What PowerSGD keeps of a bucket from step to step.</summary>
internal sealed class PowerSgdState
{
    public PowerSgdState(GradientBucket bucket, int rank)
    {
        var approximated = bucket.Gradients.dtype is ScalarType.Float32 or ScalarType.Float64;
        long offset = 0;
        foreach (var shape in bucket.Shapes)
        {
            var length = shape.Aggregate(1L, (product, size) => product * size);
            var rows = shape.Length < 2 ? 1 : shape[0];
            var columns = rows == 0 ? 0 : length / rows;
            var kept = Math.Min(rank, Math.Min(rows, columns));
            if (approximated && kept > 0 && (rows + columns) * kept < length)
                Matrices.Add(new(offset, rows, columns, kept));
            else if (length > 0)
                Rest.Add((offset, length));
            offset += length;
        }
    }

    public List<PowerSgdMatrix> Matrices { get; } = [];

    /// <summary>What is summed exactly.</summary>
    public List<(long Offset, long Length)> Rest { get; } = [];

    public long Step { get; set; }

    public bool IsCompressing { get; set; }

    /// <summary>The factors P, flat, and after them what is summed exactly; while they are on their way.</summary>
    public Tensor? Sent { get; set; }

    /// <summary>What the approximations have left out so far, flat.</summary>
    public Tensor? Error { get; private set; }

    public void KeepError(Tensor gradients)
    {
        if (Error is { } error)
            error.copy_(gradients);
        else
            Error = gradients.clone().DetachFromDisposeScope();
    }
}
