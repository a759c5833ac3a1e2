using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>How data types of tensors and types of .NET correspond.</summary>
internal static class ElementTypes
{
    /// <summary>The data type whose elements are of a .NET type.</summary>
    /// <exception cref="ArgumentException">No data type has such elements.</exception>
    internal static torch.ScalarType Of(Type type) => TryOf(type) ?? throw new ArgumentException(
        $"Tensors have no elements of type {type}. Use bool, byte, sbyte, short, int, long, Half, BFloat16, float, double, (float, float) or Complex.");

    internal static torch.ScalarType Of<T>()
        where T : struct => Of(typeof(T));

    /// <summary>The .NET type of a data type's elements; null for quantized ones.</summary>
    internal static Type? ElementType(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => typeof(byte),
        torch.ScalarType.Int8 => typeof(sbyte),
        torch.ScalarType.Int16 => typeof(short),
        torch.ScalarType.Int32 => typeof(int),
        torch.ScalarType.Int64 => typeof(long),
        torch.ScalarType.Float16 => typeof(Half),
        torch.ScalarType.Float32 => typeof(float),
        torch.ScalarType.Float64 => typeof(double),
        torch.ScalarType.ComplexFloat32 => typeof((float, float)),
        torch.ScalarType.ComplexFloat64 => typeof(Complex),
        torch.ScalarType.Bool => typeof(bool),
        torch.ScalarType.BFloat16 => typeof(BFloat16),
        _ => null,
    };

    internal static int ByteSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool or torch.ScalarType.QInt8 or torch.ScalarType.QUInt8 => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.QInt32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentException($"{(int)type} is not the number of a data type.", nameof(type)),
    };

    internal static bool IsFloatingPoint(this torch.ScalarType type) =>
        type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Float32 or torch.ScalarType.Float64;

    internal static bool IsComplex(this torch.ScalarType type) => type is torch.ScalarType.ComplexFloat32 or torch.ScalarType.ComplexFloat64;

    internal static bool IsIntegral(this torch.ScalarType type) =>
        type is torch.ScalarType.Bool or torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Int16
            or torch.ScalarType.Int32 or torch.ScalarType.Int64;

    internal static bool IsQuantized(this torch.ScalarType type) =>
        type is torch.ScalarType.QInt8 or torch.ScalarType.QUInt8 or torch.ScalarType.QInt32;

    /// <summary>What the one element of a tensor was read as, as the element's own type.</summary>
    internal static T Convert<T>(NativeValue value)
        where T : struct
    {
        if (typeof(T) == typeof(float)) return As((float)value.Double);
        if (typeof(T) == typeof(double)) return As(value.Double);
        if (typeof(T) == typeof(long)) return As(value.Int64);
        if (typeof(T) == typeof(int)) return As((int)value.Int64);
        if (typeof(T) == typeof(short)) return As((short)value.Int64);
        if (typeof(T) == typeof(sbyte)) return As((sbyte)value.Int64);
        if (typeof(T) == typeof(byte)) return As((byte)value.Int64);
        if (typeof(T) == typeof(bool)) return As(value.Bool);
        if (typeof(T) == typeof(Half)) return As((Half)value.Double);
        if (typeof(T) == typeof(BFloat16)) return As((BFloat16)value.Double);
        if (typeof(T) == typeof((float, float))) return As(((float)value.Complex.Real, (float)value.Complex.Imaginary));
        return As(value.Complex);

        static T As<TValue>(TValue element) => Unsafe.As<TValue, T>(ref element);
    }

    private static torch.ScalarType? TryOf(Type type)
    {
        if (type == typeof(float)) return torch.ScalarType.Float32;
        if (type == typeof(double)) return torch.ScalarType.Float64;
        if (type == typeof(long)) return torch.ScalarType.Int64;
        if (type == typeof(int)) return torch.ScalarType.Int32;
        if (type == typeof(short)) return torch.ScalarType.Int16;
        if (type == typeof(sbyte)) return torch.ScalarType.Int8;
        if (type == typeof(byte)) return torch.ScalarType.Byte;
        if (type == typeof(bool)) return torch.ScalarType.Bool;
        if (type == typeof(Half)) return torch.ScalarType.Float16;
        if (type == typeof(BFloat16)) return torch.ScalarType.BFloat16;
        if (type == typeof((float, float))) return torch.ScalarType.ComplexFloat32;
        if (type == typeof(Complex)) return torch.ScalarType.ComplexFloat64;
        return null;
    }
}
