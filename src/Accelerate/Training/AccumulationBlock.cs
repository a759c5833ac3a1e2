namespace Accelerate;

/// <summary>One micro-batch of the windows of some optimizers: what <see cref="Accelerator.Accumulate"/> opens.</summary>
internal sealed class AccumulationBlock(Accelerator owner, AcceleratedOptimizer[] optimizers, LoaderEnumeration? enumeration) : IDisposable
{
    private ModelReplica[] _held = [];

    /// <summary>The number of micro-batches in the window, which a loss of this block is divided by.</summary>
    public int WindowSize { get; } = optimizers[0].Window.Size;

    /// <summary>Whether the block ends its window.</summary>
    public bool EndsWindow { get; } = !optimizers[0].Window.IsOpen;

    /// <summary>Whether the loop that the block belonged to is over.</summary>
    public bool IsPast => IsClosed && enumeration is { IsOver: true };

    public bool IsClosed { get; private set; }

    /// <summary>Keeps the gradients of models on this rank until the block ends.</summary>
    public void Hold(ModelReplica[] replicas)
    {
        _held = replicas;
        foreach (var replica in replicas)
            replica.IsAccumulating = true;
    }

    public void Dispose()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        foreach (var replica in _held)
            replica.IsAccumulating = false;
        owner.LeaveModels();
    }
}
