using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>A parameter whose gradient PowerSGD approximates.</summary>
internal sealed class PowerSgdMatrix(long offset, long rows, long columns, long rank)
{
    public long Rows => rows;

    public long Columns => columns;

    public long Rank => rank;

    /// <summary>The factor of shape [columns, rank] that the next approximation starts from.</summary>
    public Tensor? Q { get; private set; }

    public void SetQ(Tensor q)
    {
        Q?.Dispose();
        Q = q.DetachFromDisposeScope();
    }

    /// <summary>The matrix in a flat bucket.</summary>
    public Tensor Of(Tensor flat) => flat.narrow(0, offset, rows * columns).view(rows, columns);
}
