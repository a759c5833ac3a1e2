using Accelerate.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_to = new("aten::to", "dtype_layout");

        /// <summary>The tensor with elements of another type; a new handle of the same tensor if it has that type and no copy is asked for.</summary>
        /// <param name="disposeAfter">Dispose this tensor once the result exists.</param>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, null, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, null, copy, disposeAfter, non_blocking);

        /// <summary>The tensor on another device; a new handle of the same tensor if it is there and no copy is asked for.</summary>
        /// <param name="disposeAfter">Dispose this tensor once the result exists.</param>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            return To(null, device, copy, disposeAfter, non_blocking);
        }

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(null, new Device(device), copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(null, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>The tensor with another type and on another device; a new handle of the same tensor if nothing changes and no copy is asked for.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            return To(type, device, copy, disposeAfter, non_blocking);
        }

        /// <summary>The tensor with the type and on the device of another.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => To(other.dtype, other.device, false, false, non_blocking);

        public Tensor cpu() => To(null, CPU, false, false, false);

        /// <summary>The tensor on a GPU: the current one, or the one given.</summary>
        /// <exception cref="ArgumentException">The device is not a CUDA device.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is { type: not DeviceType.CUDA })
                throw new ArgumentException($"cuda() takes a CUDA device, but got {device}. Use to() for other devices.", nameof(device));
            return To(null, device ?? CUDA, false, false, non_blocking);
        }

        public Tensor mps(bool non_blocking = false) => To(null, MPS, false, false, non_blocking);

        public Tensor type(ScalarType dtype) => To(dtype, null, false, false, false);

        /// <summary>The result of a conversion function.</summary>
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor type_as(Tensor tensor) => To(tensor.dtype, null, false, false, false);

        public Tensor @bool() => type(ScalarType.Bool);

        public Tensor @byte() => type(ScalarType.Byte);

        /// <summary>The tensor with elements of 8 bits with a sign.</summary>
        public Tensor @char() => type(ScalarType.Int8);

        public Tensor @short() => type(ScalarType.Int16);

        public Tensor @int() => type(ScalarType.Int32);

        public Tensor @long() => type(ScalarType.Int64);

        public Tensor half() => type(ScalarType.Float16);

        public Tensor bfloat16() => type(ScalarType.BFloat16);

        public Tensor @float() => type(ScalarType.Float32);

        public Tensor @double() => type(ScalarType.Float64);

        public Tensor cfloat() => type(ScalarType.ComplexFloat32);

        public Tensor cdouble() => type(ScalarType.ComplexFloat64);

        private Tensor To(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            var result = Adopt(s_to.InvokeTensor([
                NativeValue.FromTensor(Handle), OperatorArgument.Of(type), NativeValue.None, OperatorArgument.Of(device), NativeValue.None,
                NativeValue.FromBool(nonBlocking), NativeValue.FromBool(copy)]));
            GC.KeepAlive(this);
            if (disposeAfter) Dispose();
            return result;
        }
    }
}
