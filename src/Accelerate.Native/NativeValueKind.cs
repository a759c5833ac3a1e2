namespace Accelerate.Native;

/// <summary>What a <see cref="NativeValue"/> holds. The numbers are part of the C interface (<c>shim.h</c>).</summary>
public enum NativeValueKind
{
    /// <summary>No value: an absent optional argument, or an undefined tensor.</summary>
    None = 0,

    /// <summary>The default that the operator's schema states for this argument.</summary>
    Default = 1,

    /// <summary>A tensor handle (<c>at::Tensor*</c>).</summary>
    Tensor = 2,

    /// <summary>A 64-bit integer; also a data type, a layout or a memory format.</summary>
    Int64 = 3,

    /// <summary>A double.</summary>
    Double = 4,

    /// <summary>A Boolean.</summary>
    Bool = 5,

    /// <summary>A complex number of two doubles.</summary>
    Complex = 6,

    /// <summary>UTF-8 text: pointer and length in bytes.</summary>
    String = 7,

    /// <summary>A device: type and index (-1 for the current one).</summary>
    Device = 8,

    /// <summary>A random number generator handle (<c>at::Generator*</c>).</summary>
    Generator = 9,

    /// <summary>A list of 64-bit integers: pointer and length.</summary>
    Int64List = 10,

    /// <summary>A list of doubles: pointer and length.</summary>
    DoubleList = 11,

    /// <summary>A list of Booleans, one byte each: pointer and length.</summary>
    BoolList = 12,

    /// <summary>A list of tensor handles, null for an absent one: pointer and length.</summary>
    TensorList = 13,
}
