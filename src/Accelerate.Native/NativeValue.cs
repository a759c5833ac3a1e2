using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// One argument or result of an operator. Pointers are borrowed: what they point to must stay where it is,
/// and alive, until the call returns.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct NativeValue
{
    private readonly NativeValueKind _kind;
    private readonly int _length;
    private readonly long _first;
    private readonly long _second;

    private NativeValue(NativeValueKind kind, int length, long first, long second = 0)
    {
        _kind = kind;
        _length = length;
        _first = first;
        _second = second;
    }

    /// <summary>An absent optional argument.</summary>
    public static NativeValue None => default;

    /// <summary>The default stated by the operator's schema.</summary>
    public static NativeValue Default => new(NativeValueKind.Default, 0, 0);

    /// <summary>What this value holds.</summary>
    public NativeValueKind Kind => _kind;

    /// <summary>The number of elements of a list, or of bytes of a string.</summary>
    public int Length => _length;

    /// <summary>The integer, data type or device type held.</summary>
    public long Int64 => _first;

    /// <summary>The double held.</summary>
    public double Double => BitConverter.Int64BitsToDouble(_first);

    /// <summary>The Boolean held.</summary>
    public bool Bool => _first != 0;

    /// <summary>The complex number held.</summary>
    public System.Numerics.Complex Complex => new(Double, BitConverter.Int64BitsToDouble(_second));

    /// <summary>The handle or pointer held.</summary>
    public nint Pointer => (nint)_first;

    /// <summary>A tensor; zero is an undefined tensor.</summary>
    public static NativeValue FromTensor(nint handle) => handle == 0 ? None : new(NativeValueKind.Tensor, 0, handle);

    /// <summary>An integer, or an enumeration of libtorch's such as a data type.</summary>
    public static NativeValue FromInt64(long value) => new(NativeValueKind.Int64, 0, value);

    /// <summary>A double.</summary>
    public static NativeValue FromDouble(double value) => new(NativeValueKind.Double, 0, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A Boolean.</summary>
    public static NativeValue FromBool(bool value) => new(NativeValueKind.Bool, 0, value ? 1 : 0);

    /// <summary>A complex number.</summary>
    public static NativeValue FromComplex(System.Numerics.Complex value) =>
        new(NativeValueKind.Complex, 0, BitConverter.DoubleToInt64Bits(value.Real), BitConverter.DoubleToInt64Bits(value.Imaginary));

    /// <summary>A device; <paramref name="index"/> -1 is the current device of that type.</summary>
    public static NativeValue FromDevice(int type, int index) => new(NativeValueKind.Device, 0, type, index);

    /// <summary>A generator; zero is libtorch's default one.</summary>
    public static NativeValue FromGenerator(nint handle) => handle == 0 ? None : new(NativeValueKind.Generator, 0, handle);

    /// <summary>UTF-8 text.</summary>
    public static NativeValue FromString(byte* utf8, int length) => new(NativeValueKind.String, length, (nint)utf8);

    /// <summary>A list of integers.</summary>
    public static NativeValue FromInt64List(long* items, int length) => new(NativeValueKind.Int64List, length, (nint)items);

    /// <summary>A list of doubles.</summary>
    public static NativeValue FromDoubleList(double* items, int length) => new(NativeValueKind.DoubleList, length, (nint)items);

    /// <summary>A list of Booleans.</summary>
    public static NativeValue FromBoolList(bool* items, int length) => new(NativeValueKind.BoolList, length, (nint)items);

    /// <summary>A list of tensor handles; zero stands for an absent tensor.</summary>
    public static NativeValue FromTensorList(nint* handles, int length) => new(NativeValueKind.TensorList, length, (nint)handles);
}
