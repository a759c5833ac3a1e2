using Accelerate.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                foreach (var child in children())
                    child._to(deviceType, deviceIndex, non_blocking);
                _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckFloating(dtype);
                foreach (var child in children())
                    child._to(device, dtype, non_blocking);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckFloating(dtype);
                foreach (var child in children())
                    child._to(dtype, non_blocking);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            /// <summary>Moves the module to the device and type of a tensor.</summary>
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog((ScalarType?)dtype, device, non_blocking);

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <summary>
            /// Moves the parameters, their gradients and the buffers of this module alone, in place: every tensor stays the object it was,
            /// so that shared parameters stay shared and an optimizer built earlier goes on with them. Only floating-point and complex
            /// tensors change their type.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                using var noGrad = no_grad();
                foreach (var parameter in _internal_params.Values)
                {
                    using var gradient = parameter.grad;
                    Move(parameter, dtype, device, non_blocking);
                    if (gradient is not null)
                        Move(gradient, dtype, device, non_blocking);
                }
                foreach (var (buffer, _) in _internal_buffers.Values)
                    Move(buffer, dtype, device, non_blocking);
            }

            /// <summary>The device and type to create parameters with: those given, else the CPU and the default type.</summary>
            protected static (Device, ScalarType) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? CPU, dtype ?? get_default_dtype());

            private static void Move(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                var type = dtype is { } wanted && (is_floating_point(tensor) || is_complex(tensor)) ? wanted : tensor.dtype;
                if (device is not null && device.type != tensor.device.type && (device.type == DeviceType.META || tensor.device.type == DeviceType.META))
                    throw new InvalidOperationException(
                        $"A module cannot move from {tensor.device} to {device}: tensors without data are of another kind. Make the module where it is wanted, with device: {device}.");
                using var moved = tensor.to(type, device ?? tensor.device, copy: false, disposeAfter: false, non_blocking);
                if (NativeTensor.Identity(moved.Handle) != NativeTensor.Identity(tensor.Handle))
                    NativeTensor.SetData(tensor.Handle, moved.Handle);
            }

            private static void CheckFloating(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"A module can be converted to floating-point and complex types only, not to {dtype}. Convert single tensors with Tensor.to.", nameof(dtype));
            }
        }
    }
}
