using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp;

/// <summary>
/// Conversions of a module's type and device. They work in place and return the module they were given: its tensors stay the
/// objects they were, so that shared parameters stay shared and optimizers go on with them.
/// </summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves a module to a device, such as <c>cuda:0</c>.</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : Module => module.to(new Device(device), non_blocking);

    /// <summary>Moves a module to a device.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : Module => module.to(device.type, device.index, non_blocking);

    /// <summary>Moves a module to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : Module =>
        (T)module._to(deviceType, deviceIndex, non_blocking);

    /// <summary>Converts the floating-point and complex tensors of a module.</summary>
    /// <exception cref="ArgumentException">The type is neither.</exception>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : Module => (T)module._to(type, non_blocking);

    /// <summary>Moves a module to a device and converts its floating-point and complex tensors.</summary>
    /// <exception cref="ArgumentException">The type is neither.</exception>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : Module =>
        (T)module._to(device, type, non_blocking);

    /// <summary>Moves a module to the device and type of a tensor.</summary>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : Module => (T)module._to(other, non_blocking);

    /// <summary>Moves a module to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : Module => module.to(DeviceType.CPU, -1, non_blocking);

    /// <summary>Moves a module to a CUDA device; the current one by default.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : Module =>
        module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    public static T half<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.Float16, non_blocking);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.BFloat16, non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.Float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.Float64, non_blocking);

    public static T cfloat<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.ComplexFloat32, non_blocking);

    public static T cdouble<T>(this T module, bool non_blocking = false) where T : Module => module.to(ScalarType.ComplexFloat64, non_blocking);
}
