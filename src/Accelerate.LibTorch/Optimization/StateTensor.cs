using TorchSharp.Modules;

namespace TorchSharp.Optimization;

/// <summary>Tensors of an optimizer's state. No dispose scope owns them: they live from step to step.</summary>
internal static class StateTensor
{
    private static readonly Operator s_clone = new("aten::clone");
    private static readonly Operator s_detach = new("aten::detach");
    private static readonly Operator s_fullLike = new("aten::full_like");
    private static readonly Operator s_toDevice = new("aten::to", "device");
    private static readonly Operator s_zerosLike = new("aten::zeros_like");

    public static torch.Tensor ZerosLike(Parameter parameter) =>
        Adopt(s_zerosLike.InvokeTensor([NativeValue.FromTensor(parameter.Handle)]), parameter);

    public static torch.Tensor FullLike(Parameter parameter, double value) =>
        Adopt(s_fullLike.InvokeTensor([NativeValue.FromTensor(parameter.Handle), NativeValue.FromDouble(value)]), parameter);

    /// <summary>A copy that shares nothing with the handle, which stays the caller's.</summary>
    public static torch.Tensor Clone(nint handle)
    {
        var detached = s_detach.InvokeTensor([NativeValue.FromTensor(handle)]);
        try
        {
            return Adopt(s_clone.InvokeTensor([NativeValue.FromTensor(detached)]));
        }
        finally
        {
            NativeTensor.Free(detached);
        }
    }

    /// <summary>A copy on a device.</summary>
    public static torch.Tensor Copy(torch.Tensor tensor, torch.Device device)
    {
        var detached = s_detach.InvokeTensor([NativeValue.FromTensor(tensor.Handle)]);
        try
        {
            var copy = s_toDevice.InvokeTensor(
            [
                NativeValue.FromTensor(detached),
                NativeValue.FromDevice((int)device.type, device.index),
                NativeValue.FromInt64((long)tensor.dtype),
                NativeValue.FromBool(false),
                NativeValue.FromBool(true),
            ]);
            return Adopt(copy, tensor);
        }
        finally
        {
            NativeTensor.Free(detached);
        }
    }

    /// <summary>The tensor itself where it is on the device already; otherwise a copy there, and the tensor is disposed.</summary>
    public static torch.Tensor Place(torch.Tensor tensor, torch.Device device)
    {
        if (tensor.device_type == device.type && (device.index < 0 || tensor.device_index == device.index))
            return tensor;
        using (tensor)
            return Copy(tensor, device);
    }

    private static torch.Tensor Adopt(nint handle, object? keepAlive = null)
    {
        GC.KeepAlive(keepAlive);
        return torch.Tensor.AdoptDetached(handle);
    }
}
