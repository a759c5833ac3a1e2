namespace Accelerate;

/// <summary>One micro-batch of the windows of some optimizers: what <see cref="Accelerator.Accumulate"/> opens.</summary>
internal sealed class AccumulationBlock(Accelerator owner, AcceleratedOptimizer[] optimizers, LoaderEnumeration? enumeration) : IDisposable
{
    /// <summary>The number of micro-batches in the window, which a loss of this block is divided by.</summary>
    public int WindowSize { get; } = optimizers[0].Window.Size;

    /// <summary>Whether the block ends its window.</summary>
    public bool EndsWindow { get; } = !optimizers[0].Window.IsOpen;

    /// <summary>Whether the loop that the block belonged to is over.</summary>
    public bool IsPast => IsClosed && enumeration is { IsOver: true };

    public bool IsClosed { get; private set; }

    public void Dispose()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        owner.LeaveModels();
    }
}
