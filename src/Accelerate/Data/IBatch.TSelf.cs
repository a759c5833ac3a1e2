using static TorchSharp.torch;

namespace Accelerate;

/// <summary>A batch of a type of your own that says how it moves to a device and where its tensors are.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IBatch<TSelf> : IBatch
{
    /// <summary>The batch on a device: each tensor moved, everything else as it is.</summary>
    /// <param name="device">The device.</param>
    /// <param name="nonBlocking">Whether a copy from pinned memory may go on while the host continues.</param>
    TSelf To(Device device, bool nonBlocking);

    /// <inheritdoc cref="IBatch.Map"/>
    new TSelf Map(Func<Tensor, Tensor> map);

    object IBatch.Map(Func<Tensor, Tensor> map) => Map(map)!;
}
