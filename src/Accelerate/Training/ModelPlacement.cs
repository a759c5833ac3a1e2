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
        var elsewhere = tensors.Where(tensor => !IsOn(tensor, device)).ToArray();
        if (Array.Exists(elsewhere, tensor => tensor.device_type == DeviceType.META))
            throw new InvalidOperationException($"A tensor of {owner} is on the meta device and has no values to move to {device}. Create the model on a real device.");
        Replace(elsewhere, tensor => tensor.to(device));
    }

    /// <summary>Gives tensors and their gradients new data; tensors that were the same memory are the same memory again.</summary>
    public static void Replace(IEnumerable<Tensor> tensors, Func<Tensor, Tensor> move)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var moved = new Dictionary<(nint Storage, nint Data, string Shape), Tensor>();
        foreach (var tensor in tensors.DistinctBy(tensor => NativeTensor.Identity(tensor.Handle)))
        {
            var key = (NativeTensor.StorageKey(tensor.Handle), NativeTensor.DataPointer(tensor.Handle), string.Join(',', tensor.shape.Concat(tensor.stride())));
            if (!moved.TryGetValue(key, out var data))
                moved.Add(key, data = move(tensor.detach()));
            NativeTensor.SetData(tensor.Handle, data.Handle);
            if (NativeTensor.Grad(tensor.Handle) is var handle and not 0)
            {
                var gradient = Tensor.UnsafeCreateTensor(handle);
                NativeTensor.SetData(gradient.Handle, move(gradient).Handle);
            }
        }
    }

    public static bool IsOn(Tensor tensor, Device device) =>
        tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index);
}
