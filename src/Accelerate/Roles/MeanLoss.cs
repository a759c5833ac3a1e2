using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The sum of a loss over an epoch, on the device that it is computed on.</summary>
internal sealed class MeanLoss : IDisposable
{
    private Tensor? _total;
    private long _count;

    public void Add(Tensor loss)
    {
        using var detached = loss.detach();
        if (_total is null)
            _total = detached.to(ScalarType.Float32, copy: true).reshape(1).DetachFromDisposeScope();
        else
            _total.add_(detached);
        _count++;
    }

    /// <summary>The mean over the batches of all processes, and a new beginning.</summary>
    public double Take(Accelerator accelerator)
    {
        if (_total is null)
            return double.NaN;
        using var mean = accelerator.Reduce(_total, ReduceOp.Mean);
        var value = mean.ToSingle() / _count;
        Dispose();
        return value;
    }

    public void Dispose()
    {
        _total?.Dispose();
        _total = null;
        _count = 0;
    }
}
