using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Operator s_item = new("aten::item");
        private static readonly Operator s_toDense = new("aten::to_dense");

        /// <summary>The memory of the elements, for a contiguous tensor on the CPU. It is valid as long as the tensor lives and keeps its data.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, not on the CPU, or larger than a span can be.</exception>
        public Span<byte> bytes
        {
            get
            {
                var description = Describe();
                RequireContiguous(description, nameof(bytes));
                var count = description.ElementCount * description.ItemSize;
                if (count > int.MaxValue)
                    throw new InvalidOperationException($"The tensor has {count} bytes, more than a span can hold. Take it in parts.");
                return count == 0 ? [] : new((void*)NativeTensor.DataPointer(Handle), (int)count);
            }

            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                    throw new ArgumentException($"The tensor has {target.Length} bytes, but {value.Length} were given.", nameof(value));
                value.CopyTo(target);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The one element of the tensor.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or <typeparamref name="T"/> is not its type.</exception>
        public T item<T>()
            where T : struct
        {
            RequireElementType<T>();
            if (numel() != 1)
                throw new ArgumentException($"item() is for a tensor of one element, but this one has {numel()}. Use data<{typeof(T).Name}>() for many.");
            return ElementTypes.Convert<T>(Item());
        }

        /// <summary>The one element of the tensor as a number of its type.</summary>
        /// <exception cref="TorchException">There is not exactly one element.</exception>
        public Scalar ToScalar() => Scalar.From(Item());

        /// <summary>Access to the elements of a tensor on the CPU, in the order of their indices.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of the elements.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not on the CPU, or is a conjugate or negative view.</exception>
        public TensorAccessor<T> data<T>()
            where T : struct
        {
            RequireElementType<T>();
            return new(this);
        }

        /// <summary>One element of a tensor on the CPU, by its place in the order of indices.</summary>
        public T ReadCpuValue<T>(long i)
            where T : struct
        {
            var accessor = data<T>();
            if (i < 0 || i >= accessor.Count)
                throw new IndexOutOfRangeException($"Element {i} is out of range: the tensor has {accessor.Count}.");
            return accessor.At(i);
        }

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);

        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i).ToSingle();

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        /// <summary>Writes the bytes of the elements, in the order of their indices.</summary>
        /// <param name="bufferSize">The most bytes given to the stream at a time.</param>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
            using var local = Readable();
            var left = NativeTensor.ByteCount(local.Handle);
            var next = left == 0 ? null : (byte*)NativeTensor.DataPointer(local.Handle);
            while (left > 0)
            {
                var count = (int)Math.Min(left, bufferSize);
                stream.Write(new ReadOnlySpan<byte>(next, count));
                next += count;
                left -= count;
            }

            GC.KeepAlive(local);
        }

        /// <summary>Fills the tensor from a stream of the bytes of its elements, in the order of their indices.</summary>
        /// <param name="bufferSize">The most bytes asked of the stream at a time.</param>
        /// <exception cref="EndOfStreamException">The stream ends early; the tensor is as before.</exception>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
            using var read = TensorFile.ReadElements(stream, dtype, shape, bufferSize);
            using (no_grad()) copy_(read);
        }

        /// <summary>A tensor in TorchSharp's format.</summary>
        /// <exception cref="InvalidDataException">The bytes are not a tensor.</exception>
        public static Tensor Load(BinaryReader reader) => TensorFile.Read(reader, skip: false)!;

        /// <inheritdoc cref="Load(BinaryReader)"/>
        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Load(reader);
        }

        /// <inheritdoc cref="Load(BinaryReader)"/>
        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        /// <summary>The tensor, or a copy, as contiguous memory on the CPU that holds the elements' own values; to be disposed.</summary>
        internal Tensor Readable()
        {
            using var dense = is_sparse ? Adopt(s_toDense.InvokeTensor([NativeValue.FromTensor(Handle)])) : To(null, CPU, false, false, false);
            using var plain = dense.resolve_conj();
            using var positive = plain.resolve_neg();
            return positive.contiguous();
        }

        private NativeValue Item()
        {
            var value = torch.Query(s_item, [NativeValue.FromTensor(Handle)]);
            GC.KeepAlive(this);
            return value;
        }

        private static void RequireContiguous(TensorDescription description, string what)
        {
            if (description.DeviceType != (int)DeviceType.CPU)
                throw new InvalidOperationException($"{what} is for tensors on the CPU. Call cpu() first.");
            if (!IsContiguous(description))
                throw new InvalidOperationException($"{what} is for contiguous tensors. Call contiguous() first.");
        }

        private void RequireElementType<T>()
            where T : struct
        {
            var elementType = dtype.ElementType();
            if (elementType != typeof(T))
                throw new ArgumentException($"A tensor of {dtype} has elements of type {elementType?.ToString() ?? "quantized integer"}, not {typeof(T)}. Convert the tensor with to() first.");
        }
    }
}
