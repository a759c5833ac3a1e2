using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Local SGD: each rank steps with its own gradients, and every few steps the ranks replace their parameters by the mean (Stich, "Local SGD Converges
/// Fast and Communicates Little", 2018). <c>using var localSgd = new LocalSgd(accelerator, model, steps: 8);</c> before the loop, and
/// <see cref="Step"/> after each optimizer step. The state of the optimizers stays each rank's own. With one process it changes nothing.
/// </summary>
public sealed class LocalSgd : IDisposable
{
    private readonly ModelReplica? _replica;
    private readonly IDisposable _region;
    private readonly Accelerator _accelerator;
    private readonly int _steps;
    private int _position;
    private bool _isDisposed;

    /// <summary>Begins local steps.</summary>
    /// <param name="accelerator">The accelerator that prepared the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="steps">The number of optimizer steps between means, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The model is not prepared.</exception>
    public LocalSgd(Accelerator accelerator, nn.Module model, int steps)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _accelerator = accelerator;
        _steps = steps;
        _region = accelerator.NoSync(model);
        _replica = accelerator.ReplicaOf(model);
    }

    /// <summary>Counts an optimizer step; after the last of a round it takes the mean over the ranks. Inside an unfinished accumulation window it does nothing.</summary>
    public void Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_accelerator.SyncGradients || ++_position < _steps)
            return;
        _position = 0;
        _replica?.Average();
    }

    /// <summary>Takes the mean of what the steps since the last one have made, and ends local steps. All ranks call it after the same number of steps.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _region.Dispose();
        if (_position > 0)
            _replica?.Average();
    }
}
