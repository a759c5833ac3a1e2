using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>The shape, type and place of a tensor. Its lists are borrowed: they live as long as the tensor is not changed.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct TensorDescription
{
    private readonly long _elementCount;
    private readonly long* _sizes;
    private readonly long* _strides;
    private readonly int _dimensions;
    private readonly int _itemSize;
    private readonly int _scalarType;
    private readonly int _deviceType;
    private readonly int _deviceIndex;
    private readonly int _layout;

    /// <summary>The number of elements.</summary>
    public long ElementCount => _elementCount;

    /// <summary>The size of each dimension.</summary>
    public ReadOnlySpan<long> Sizes => new(_sizes, _dimensions);

    /// <summary>The stride of each dimension, in elements; empty for layouts without strides.</summary>
    public ReadOnlySpan<long> Strides => _strides == null ? [] : new(_strides, _dimensions);

    /// <summary>The number of dimensions.</summary>
    public int Dimensions => _dimensions;

    /// <summary>The size of an element in bytes.</summary>
    public int ItemSize => _itemSize;

    /// <summary>The number of libtorch's data type (<c>c10::ScalarType</c>).</summary>
    public int ScalarType => _scalarType;

    /// <summary>The number of libtorch's device type (<c>c10::DeviceType</c>).</summary>
    public int DeviceType => _deviceType;

    /// <summary>The index of the device; -1 where there is but one.</summary>
    public int DeviceIndex => _deviceIndex;

    /// <summary>The number of libtorch's layout (<c>c10::Layout</c>); 0 is strided.</summary>
    public int Layout => _layout;
}
