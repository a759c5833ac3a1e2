namespace Accelerate.Native;

/// <summary>The devices that the loaded libtorch can compute on, by libtorch's number of the device type (0 CPU, 1 CUDA …).</summary>
public static unsafe class Devices
{
    /// <summary>How many devices of a type there are; zero when this libtorch, or this machine, has none.</summary>
    public static int Count(int deviceType)
    {
        int count;
        NativeError.ThrowIfFailed(NativeMethods.acc_device_count(deviceType, &count));
        return count;
    }

    /// <summary>The index of the calling thread's current device of a type.</summary>
    public static int Current(int deviceType)
    {
        int index;
        NativeError.ThrowIfFailed(NativeMethods.acc_device_current(deviceType, &index));
        return index;
    }

    /// <summary>Makes a device the current one of its type for the calling thread.</summary>
    public static void SetCurrent(int deviceType, int index) => NativeError.ThrowIfFailed(NativeMethods.acc_device_set_current(deviceType, index));

    /// <summary>Waits until a device has done all work given to it; returns at once for a CPU.</summary>
    public static void Synchronize(int deviceType, int index = -1) => NativeError.ThrowIfFailed(NativeMethods.acc_device_synchronize(deviceType, index));
}
