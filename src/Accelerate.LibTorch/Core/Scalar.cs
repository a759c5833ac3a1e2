using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number that takes part in an operation with tensors. It holds no native resource: disposing it does nothing.</summary>
public sealed class Scalar : IDisposable
{
    private readonly NativeValue _value;

    private Scalar(NativeValue value, ScalarType type)
    {
        _value = value;
        Type = type;
    }

    /// <summary>The data type of the number: a 64-bit integer, a double, a Boolean or a complex number.</summary>
    public ScalarType Type { get; }

    internal NativeValue Value => _value;

    public static implicit operator Scalar(byte value) => (long)value;

    public static implicit operator Scalar(sbyte value) => (long)value;

    public static implicit operator Scalar(short value) => (long)value;

    public static implicit operator Scalar(int value) => (long)value;

    public static implicit operator Scalar(long value) => new(NativeValue.FromInt64(value), ScalarType.Int64);

    public static implicit operator Scalar(Half value) => (double)value;

    public static implicit operator Scalar(BFloat16 value) => (double)value.ToSingle();

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(NativeValue.FromDouble(value), ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(NativeValue.FromBool(value), ScalarType.Bool);

    public static implicit operator Scalar((float, float) value) => new Complex(value.Item1, value.Item2);

    public static implicit operator Scalar(Complex value) => new(NativeValue.FromComplex(value), ScalarType.ComplexFloat64);

    internal static Scalar From(NativeValue value) => new(value, value.Kind switch
    {
        NativeValueKind.Int64 => ScalarType.Int64,
        NativeValueKind.Bool => ScalarType.Bool,
        NativeValueKind.Complex => ScalarType.ComplexFloat64,
        _ => ScalarType.Float64,
    });

    public void Dispose()
    {
    }
}
