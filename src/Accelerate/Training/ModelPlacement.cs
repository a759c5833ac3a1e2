using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Moves a model's parameters, gradients and buffers to a device by giving the same tensors new data, so that tied weights stay
/// tied and an optimizer built before keeps its parameters. <c>Module.to</c> would replace them.
/// </summary>
internal static class ModelPlacement
{
    public static void Move(nn.Module model, Device device) => Move(model.parameters().Concat(model.buffers()), device, model.GetType().Name);

    public static void Move(IEnumerable<Tensor> tensors, Device device, string owner)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var moved = new Dictionary<(nint Storage, nint Data, string Shape), Tensor>();
        foreach (var tensor in tensors)
        {
            if (IsOn(tensor, device))
                continue;
            if (tensor.device_type == DeviceType.META)
                throw new InvalidOperationException($"A tensor of {owner} is on the meta device and has no values to move to {device}. Create the model on a real device.");
            var key = (NativeTensor.StorageKey(tensor.Handle), NativeTensor.DataPointer(tensor.Handle), string.Join(',', tensor.shape.Concat(tensor.stride())));
            if (!moved.TryGetValue(key, out var data))
                moved.Add(key, data = tensor.detach().to(device));
            NativeTensor.SetData(tensor.Handle, data.Handle);
            MoveGradient(tensor, device);
        }
    }

    public static bool IsOn(Tensor tensor, Device device) =>
        tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index);

    private static void MoveGradient(Tensor parameter, Device device)
    {
        var handle = NativeTensor.Grad(parameter.Handle);
        if (handle == 0)
            return;
        var gradient = Tensor.UnsafeCreateTensor(handle);
        NativeTensor.SetData(gradient.Handle, gradient.to(device).Handle);
    }
}
