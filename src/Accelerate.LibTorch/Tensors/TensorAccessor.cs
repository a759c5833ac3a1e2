using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Accelerate.Native;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a tensor on the CPU. Places are counted in the order of the indices, whatever the strides.</summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable
    where T : struct
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly bool _isContiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.is_sparse)
            throw new InvalidOperationException($"Elements can be read where they are dense and on the CPU, but the tensor is on {tensor.device}{(tensor.is_sparse ? " and sparse" : "")}. Call cpu() or to_dense() first.");
        if (tensor.is_conj() || tensor.is_neg())
            throw new InvalidOperationException("The tensor is a view that stands for the conjugate or negative of its memory. Call resolve_conj() or resolve_neg() first.");
        _tensor = tensor;
        _sizes = tensor.shape;
        _strides = tensor.stride();
        _isContiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    public bool IsReadOnly => false;

    private ref T First => ref Unsafe.AsRef<T>((void*)NativeTensor.DataPointer(_tensor.Handle));

    /// <summary>The element at one index for each dimension; or, with a single index, at a place in the order of indices.</summary>
    public T this[params long[] indices]
    {
        get
        {
            var offset = OffsetOf(indices);
            var value = Unsafe.Add(ref First, (nint)offset);
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            var offset = OffsetOf(indices);
            Unsafe.Add(ref First, (nint)offset) = value;
            GC.KeepAlive(_tensor);
        }
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <summary>The elements in the order of their indices.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>An array of the tensor's shape; a scalar tensor gives an array of one element.</summary>
    public Array ToNDArray()
    {
        var array = _sizes.Length == 0 ? new T[1] : Array.CreateInstance(typeof(T), _sizes);
        if (Count > 0)
            Read(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), 0, Count);
        return array;
    }

    /// <summary>Copies elements, from the place <paramref name="tensorIndex"/> on, until the array is full or the tensor ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = Overlap(array.Length, arrayIndex, tensorIndex);
        if (count > 0) Read(ref array[arrayIndex], tensorIndex, count);
    }

    /// <summary>Overwrites elements, from the place <paramref name="tensorIndex"/> on, until the array or the tensor ends.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyFrom(T[], int, long)"/>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = Overlap(array.Length, arrayIndex, tensorIndex);
        if (count == 0) return;
        var source = array.Slice(arrayIndex, count);
        ref var first = ref First;
        if (_isContiguous)
        {
            source.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, (nint)tensorIndex), count));
        }
        else
        {
            for (var i = 0; i < count; i++) Unsafe.Add(ref first, (nint)OffsetOf(tensorIndex + i)) = source[i];
        }

        GC.KeepAlive(_tensor);
    }

    /// <summary>Goes through a copy of the elements.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the other accessor has the same elements in the same order.</summary>
    public override bool Equals(object? obj) =>
        obj is TensorAccessor<T> other && Count == other.Count && ToArray().AsSpan().SequenceEqual(other.ToArray(), EqualityComparer<T>.Default);

    public override int GetHashCode() => Count.GetHashCode();

    /// <summary>Does nothing: the accessor has nothing of its own, and the tensor goes on.</summary>
    public void Dispose()
    {
    }

    internal T At(long place)
    {
        var value = Unsafe.Add(ref First, (nint)OffsetOf(place));
        GC.KeepAlive(_tensor);
        return value;
    }

    private void Read(ref T target, long place, long count)
    {
        ref var first = ref First;
        if (_isContiguous)
        {
            var bytes = count * Unsafe.SizeOf<T>();
            fixed (byte* destination = &Unsafe.As<T, byte>(ref target))
                Buffer.MemoryCopy(Unsafe.AsPointer(ref Unsafe.Add(ref first, (nint)place)), destination, bytes, bytes);
        }
        else
        {
            for (var i = 0L; i < count; i++) Unsafe.Add(ref target, (nint)i) = Unsafe.Add(ref first, (nint)OffsetOf(place + i));
        }

        GC.KeepAlive(_tensor);
    }

    private int Overlap(int length, int arrayIndex, long tensorIndex)
    {
        if (arrayIndex < 0 || arrayIndex > length)
            throw new ArgumentOutOfRangeException(nameof(arrayIndex), arrayIndex, $"The array has {length} elements.");
        if (tensorIndex < 0 || tensorIndex > Count)
            throw new ArgumentOutOfRangeException(nameof(tensorIndex), tensorIndex, $"The tensor has {Count} elements.");
        return (int)Math.Min(length - arrayIndex, Count - tensorIndex);
    }

    private long OffsetOf(long[] indices)
    {
        if (indices.Length == 1 && _sizes.Length != 1)
            return indices[0] >= 0 && indices[0] < Count ? OffsetOf(indices[0]) : throw OutOfRange(indices);
        if (indices.Length != _sizes.Length)
            throw new ArgumentException($"The tensor has {_sizes.Length} dimensions, but {indices.Length} indices were given.", nameof(indices));
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _sizes[i]) throw OutOfRange(indices);
            offset += indices[i] * _strides[i];
        }

        return offset;
    }

    private long OffsetOf(long place)
    {
        if (_isContiguous) return place;
        var offset = 0L;
        for (var i = _sizes.Length - 1; i >= 0; i--)
        {
            offset += place % _sizes[i] * _strides[i];
            place /= _sizes[i];
        }

        return offset;
    }

    private IndexOutOfRangeException OutOfRange(long[] indices) =>
        new($"The index [{string.Join(", ", indices)}] is out of range for a tensor of shape [{string.Join(", ", _sizes)}].");
}
