namespace TorchSharp;

/// <summary>
/// Frees the handle of a tensor that nobody disposed, once the collector finds that the tensor is gone. The collector does
/// not see native memory, so it is told how much hangs on the object. Tensors in a dispose scope need none of this.
/// </summary>
internal sealed class TensorSafetyNet
{
    private readonly nint _handle;
    private readonly long _bytes;

    internal TensorSafetyNet(nint handle)
    {
        _handle = handle;
        _bytes = NativeTensor.OwnedByteCount(handle);
        if (_bytes > 0)
            GC.AddMemoryPressure(_bytes);
    }

    ~TensorSafetyNet()
    {
        Relieve();
        torch.Tensor.CountFreed();
        NativeTensor.Free(_handle);
    }

    /// <summary>The tensor is freed by someone else.</summary>
    internal void Disarm()
    {
        GC.SuppressFinalize(this);
        Relieve();
    }

    private void Relieve()
    {
        if (_bytes > 0)
            GC.RemoveMemoryPressure(_bytes);
    }
}
