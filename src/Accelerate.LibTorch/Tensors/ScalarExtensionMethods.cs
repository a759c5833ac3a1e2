using System.Numerics;

namespace TorchSharp;

/// <summary>Numbers as scalars, and scalars as numbers; fractions are cut off where an integer is asked for, as a cast does.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this bool value) => value;

    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this BFloat16 value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this (float, float) value) => value;

    public static Scalar ToScalar(this Complex value) => value;

    /// <summary>The number rounded to a BFloat16.</summary>
    public static Scalar ToBFloat16Scalar(this float value) => new BFloat16(value);

    public static bool ToBoolean(this Scalar value) => value.Value.Kind switch
    {
        NativeValueKind.Int64 => value.Value.Int64 != 0,
        NativeValueKind.Bool => value.Value.Bool,
        NativeValueKind.Complex => value.Value.Complex != Complex.Zero,
        _ => value.Value.Double != 0,
    };

    /// <exception cref="OverflowException">The number is out of the range of the type; as in the other conversions to integers.</exception>
    public static byte ToByte(this Scalar value) => checked((byte)value.ToInt64());

    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.ToInt64());

    public static short ToInt16(this Scalar value) => checked((short)value.ToInt64());

    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());

    public static long ToInt64(this Scalar value) => value.Value.Kind switch
    {
        NativeValueKind.Int64 => value.Value.Int64,
        NativeValueKind.Bool => value.Value.Bool ? 1 : 0,
        _ => checked((long)value.ToDouble()),
    };

    public static Half ToHalf(this Scalar value) => (Half)value.ToDouble();

    public static BFloat16 ToBFloat16(this Scalar value) => (BFloat16)value.ToDouble();

    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    /// <exception cref="InvalidCastException">The number has an imaginary part.</exception>
    public static double ToDouble(this Scalar value) => value.Value.Kind switch
    {
        NativeValueKind.Int64 => value.Value.Int64,
        NativeValueKind.Bool => value.Value.Bool ? 1 : 0,
        NativeValueKind.Complex when value.Value.Complex is { Imaginary: 0 } complex => complex.Real,
        NativeValueKind.Complex => throw new InvalidCastException($"{value.Value.Complex} has an imaginary part and is no real number."),
        _ => value.Value.Double,
    };

    public static (float, float) ToComplexFloat32(this Scalar value)
    {
        var complex = value.ToComplexFloat64();
        return ((float)complex.Real, (float)complex.Imaginary);
    }

    public static Complex ToComplexFloat64(this Scalar value) =>
        value.Value.Kind == NativeValueKind.Complex ? value.Value.Complex : new(value.ToDouble(), 0);
}
