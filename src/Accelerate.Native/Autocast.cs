namespace Accelerate.Native;

/// <summary>
/// Autocast of the calling thread: while it is on, libtorch runs each operator in the precision that suits it.
/// Regions nest; what a region cast of the parameters is kept until the outermost one ends.
/// </summary>
public static unsafe class Autocast
{
    /// <summary>Whether autocast is on for a type of device, and the number of the data type it casts to.</summary>
    public static AutocastState Current(int deviceType)
    {
        int enabled, scalarType;
        NativeError.ThrowIfFailed(NativeMethods.acc_autocast_state(deviceType, &enabled, &scalarType));
        return new AutocastState(deviceType, enabled != 0, scalarType);
    }

    /// <summary>Opens a region and returns what to give to <see cref="Restore"/> at its end, on the same thread.</summary>
    /// <param name="deviceType">The number of libtorch's device type.</param>
    /// <param name="scalarType">The number of the data type to cast to.</param>
    /// <param name="enabled">False opens a region without autocast.</param>
    /// <exception cref="TorchException">libtorch does not cast to this type on this device (fp16 on a CPU, for one).</exception>
    public static AutocastState Enter(int deviceType, int scalarType, bool enabled = true)
    {
        var previous = Current(deviceType);
        NativeError.ThrowIfFailed(NativeMethods.acc_autocast_enter(deviceType, enabled ? 1 : 0, scalarType));
        return previous;
    }

    /// <summary>Ends a region.</summary>
    public static void Restore(AutocastState previous) =>
        NativeError.ThrowIfFailed(NativeMethods.acc_autocast_leave(previous.DeviceType, previous.Enabled ? 1 : 0, previous.ScalarType));
}
