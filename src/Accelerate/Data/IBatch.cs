using TorchSharp;

namespace Accelerate;

/// <summary>A batch of a type of your own that says how it moves to a device.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IBatch<TSelf> : IDisposable
{
    /// <summary>The batch on a device: each tensor moved, everything else as it is.</summary>
    /// <param name="device">The device.</param>
    /// <param name="nonBlocking">Whether a copy from pinned memory may go on while the host continues.</param>
    TSelf To(torch.Device device, bool nonBlocking);
}
