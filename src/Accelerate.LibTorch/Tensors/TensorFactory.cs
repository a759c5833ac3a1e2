using System.Runtime.InteropServices;
using Accelerate.Native;

namespace TorchSharp;

/// <summary>Tensors from memory of .NET.</summary>
internal static unsafe class TensorFactory
{
    private static readonly Operator s_empty = new("aten::empty", "memory_format");
    private static readonly Operator s_to = new("aten::to", "dtype_layout");

    /// <summary>A tensor with a copy of the values.</summary>
    internal static torch.Tensor Create<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, torch.ScalarType? dtype = null, torch.Device? device = null,
        bool requiresGrad = false, string[]? names = null)
        where T : unmanaged
    {
        fixed (T* data = values)
            return Copy(data, values.Length, sizes, ElementTypes.Of<T>(), dtype, device, requiresGrad, names);
    }

    internal static torch.Tensor FromList<T>(
        IList<T> values, ReadOnlySpan<long> sizes, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged => Create(AsSpan(values), sizes, dtype, device, requiresGrad, names);

    internal static torch.Tensor FromList<T>(
        IList<T> values, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        var span = AsSpan(values);
        return Create(span, [span.Length], dtype, device, requiresGrad, names);
    }

    /// <summary>A tensor with the shape and a copy of the elements of an array of any rank.</summary>
    internal static torch.Tensor FromArray(
        Array array, torch.ScalarType? dtype = null, torch.Device? device = null, bool requiresGrad = false, string[]? names = null)
    {
        var type = ElementTypeOf(array);
        fixed (byte* data = &MemoryMarshal.GetArrayDataReference(array))
            return Copy(data, array.LongLength, SizesOf(array), type, dtype, device, requiresGrad, names);
    }

    /// <summary>A tensor over the array's own memory, which stays pinned as long as the tensor, or a view of it, lives.</summary>
    internal static torch.Tensor Share(Array array, long byteOffset, ReadOnlySpan<long> sizes, torch.ScalarType type, bool requiresGrad)
    {
        var pin = new PinnedGCHandle<Array>(array);
        nint handle = 0;
        try
        {
            handle = NativeTensor.FromBlob(
                (byte*)pin.AddressOf() + byteOffset, sizes, (int)type, () => pin.Dispose());
            if (requiresGrad) NativeTensor.SetRequiresGrad(handle, true);
            return torch.Tensor.Adopt(handle);
        }
        catch
        {
            if (handle == 0) pin.Dispose();
            else NativeTensor.Free(handle);
            throw;
        }
    }

    /// <exception cref="ArgumentException">The array is jagged, or its elements are of a type that tensors do not have.</exception>
    internal static torch.ScalarType ElementTypeOf(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        var type = array.GetType().GetElementType()!;
        if (type.IsArray)
            throw new ArgumentException($"An array of arrays ({array.GetType()}) has no one shape. Use a multi-dimensional array such as float[,].", nameof(array));
        return ElementTypes.Of(type);
    }

    internal static long[] SizesOf(Array array)
    {
        var sizes = new long[array.Rank];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = array.GetLongLength(i);
        return sizes;
    }

    internal static nint Empty(ReadOnlySpan<long> sizes, torch.ScalarType type)
    {
        fixed (long* first = sizes)
            return s_empty.InvokeTensor([NativeValue.FromInt64List(first, sizes.Length), OperatorArgument.Of(type)]);
    }

    /// <exception cref="ArgumentException">A size is negative, or the shape has another number of elements.</exception>
    internal static void CheckShape(ReadOnlySpan<long> sizes, long count)
    {
        var product = 1L;
        foreach (var size in sizes)
        {
            if (size < 0)
                throw new ArgumentException($"The shape [{string.Join(", ", sizes.ToArray())}] has a negative size.", nameof(sizes));
            product = checked(product * size);
        }

        if (product != count)
            throw new ArgumentException($"The shape [{string.Join(", ", sizes.ToArray())}] has {product} elements, but the data has {count}.", nameof(sizes));
    }

    private static torch.Tensor Copy(
        void* data, long count, ReadOnlySpan<long> sizes, torch.ScalarType type, torch.ScalarType? dtype, torch.Device? device,
        bool requiresGrad, string[]? names)
    {
        if (names is { Length: > 0 })
            throw new NotSupportedException("Named dimensions are not supported. Leave the names out.");
        CheckShape(sizes, count);
        var handle = Empty(sizes, type);
        try
        {
            var bytes = count * type.ByteSize();
            if (bytes > 0) Buffer.MemoryCopy(data, (void*)NativeTensor.DataPointer(handle), bytes, bytes);
            if ((dtype is { } wanted && wanted != type) || device is { type: not DeviceType.CPU })
            {
                var converted = s_to.InvokeTensor([
                    NativeValue.FromTensor(handle), OperatorArgument.Of(dtype), NativeValue.None, OperatorArgument.Of(device)]);
                NativeTensor.Free(handle);
                handle = converted;
            }

            if (requiresGrad) NativeTensor.SetRequiresGrad(handle, true);
            return torch.Tensor.Adopt(handle);
        }
        catch
        {
            NativeTensor.Free(handle);
            throw;
        }
    }

    private static ReadOnlySpan<T> AsSpan<T>(IList<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values switch
        {
            T[] array => array,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => values.ToArray(),
        };
    }
}
