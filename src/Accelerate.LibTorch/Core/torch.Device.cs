namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and, where there are several, an index.</summary>
    public class Device
    {
        /// <param name="description">A type with an optional index, such as <c>cpu</c> or <c>cuda:1</c>.</param>
        /// <exception cref="ArgumentException">The text is not a device.</exception>
        public Device(string description)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(description);
            var parts = description.Split(':');
            type = Parse(parts[0], description);
            index = parts.Length == 1 ? -1
                : parts.Length == 2 && int.TryParse(parts[1], out var number) && number >= 0 ? number
                : throw Unknown(description);
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType, deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>A CUDA device.</summary>
        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Which of its kind; -1 for the current one, or where there is but one.</summary>
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name, string description) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var parsed) && !char.IsDigit(name[0]) ? parsed : throw Unknown(description);

        private static ArgumentException Unknown(string description) =>
            new($"'{description}' is not a device. Write a type and, if there are several, an index: cpu, cuda, cuda:1, mps, meta.", nameof(description));
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    public static Device MPS => InitializeDevice(new Device(DeviceType.MPS));

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    /// <summary>The device of new tensors when none is named: the CPU.</summary>
    public static Device get_default_device() => CPU;

    public static bool cuda_is_available() => TryInitializeDeviceType(DeviceType.CUDA);

    public static bool mps_is_available() => TryInitializeDeviceType(DeviceType.MPS);

    /// <summary>The given device, or the CPU for none, after a check that it can be used here.</summary>
    /// <exception cref="InvalidOperationException">There is no such device, or the loaded libtorch cannot use it.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    /// <exception cref="InvalidOperationException">There is no such device, or the loaded libtorch cannot use it.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"There is no {deviceType} device here that libtorch {LibTorch.Version} can use. Use torch.CPU, or build against a libtorch for {deviceType} (LIBTORCH=/path/to/libtorch).");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => Devices.Count((int)deviceType) > 0;

    public static class cuda
    {
        public static bool is_available() => TryInitializeDeviceType(DeviceType.CUDA);

        public static int device_count() => Devices.Count((int)DeviceType.CUDA);

        public static void synchronize(Device? device = null) => Devices.Synchronize((int)DeviceType.CUDA, device?.index ?? -1);
    }
}
