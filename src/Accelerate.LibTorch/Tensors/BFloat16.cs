using System.Globalization;

namespace TorchSharp;

/// <summary>
/// A 16-bit number with the exponent of a <see cref="float"/> and 8 significant bits: the upper half of a float's bits.
/// Conversion rounds to the nearest, ties to even, as libtorch does.
/// </summary>
public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>, IFormattable
{
    public static readonly BFloat16 Zero = FromRawValue(0x0000);
    public static readonly BFloat16 One = FromRawValue(0x3F80);
    public static readonly BFloat16 NaN = FromRawValue(0x7FC0);
    public static readonly BFloat16 PositiveInfinity = FromRawValue(0x7F80);
    public static readonly BFloat16 NegativeInfinity = FromRawValue(0xFF80);

    /// <summary>The largest finite value, about 3.39e38.</summary>
    public static readonly BFloat16 MaxValue = FromRawValue(0x7F7F);

    /// <summary>The lowest finite value.</summary>
    public static readonly BFloat16 MinValue = FromRawValue(0xFF7F);

    /// <summary>The difference between 1 and the next larger value: 2^-7.</summary>
    public static readonly BFloat16 Epsilon = FromRawValue(0x3C00);

    /// <summary>The smallest positive value of full precision: 2^-126.</summary>
    public static readonly BFloat16 MinNormal = FromRawValue(0x0080);

    /// <summary>The smallest positive value: 2^-133.</summary>
    public static readonly BFloat16 SmallestSubnormal = FromRawValue(0x0001);

    private readonly ushort _bits;

    public BFloat16(float f) => _bits = Round(f);

    private BFloat16(ushort bits) => _bits = bits;

    public static explicit operator BFloat16(float f) => new(f);

    public static explicit operator BFloat16(double d) => new((float)d);

    public static explicit operator float(BFloat16 bf) => bf.ToSingle();

    public static explicit operator double(BFloat16 bf) => bf.ToSingle();

    public static BFloat16 operator +(BFloat16 a, BFloat16 b) => new(a.ToSingle() + b.ToSingle());

    public static BFloat16 operator -(BFloat16 a, BFloat16 b) => new(a.ToSingle() - b.ToSingle());

    public static BFloat16 operator *(BFloat16 a, BFloat16 b) => new(a.ToSingle() * b.ToSingle());

    public static BFloat16 operator /(BFloat16 a, BFloat16 b) => new(a.ToSingle() / b.ToSingle());

    public static BFloat16 operator %(BFloat16 a, BFloat16 b) => new(a.ToSingle() % b.ToSingle());

    public static BFloat16 operator -(BFloat16 a) => FromRawValue((ushort)(a._bits ^ 0x8000));

    public static bool operator ==(BFloat16 a, BFloat16 b) => a.ToSingle() == b.ToSingle();

    public static bool operator !=(BFloat16 a, BFloat16 b) => a.ToSingle() != b.ToSingle();

    public static bool operator <(BFloat16 a, BFloat16 b) => a.ToSingle() < b.ToSingle();

    public static bool operator >(BFloat16 a, BFloat16 b) => a.ToSingle() > b.ToSingle();

    public static bool operator <=(BFloat16 a, BFloat16 b) => a.ToSingle() <= b.ToSingle();

    public static bool operator >=(BFloat16 a, BFloat16 b) => a.ToSingle() >= b.ToSingle();

    /// <summary>The value with these 16 bits.</summary>
    public static BFloat16 FromRawValue(ushort rawValue) => new(rawValue);

    public static bool IsFinite(BFloat16 bf) => float.IsFinite(bf.ToSingle());

    public static bool IsInfinity(BFloat16 bf) => float.IsInfinity(bf.ToSingle());

    public static bool IsPositiveInfinity(BFloat16 bf) => float.IsPositiveInfinity(bf.ToSingle());

    public static bool IsNegativeInfinity(BFloat16 bf) => float.IsNegativeInfinity(bf.ToSingle());

    public static bool IsNaN(BFloat16 bf) => float.IsNaN(bf.ToSingle());

    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException($"A BFloat16 cannot be compared with a {obj.GetType()}.", nameof(obj)),
    };

    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());

    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    public override int GetHashCode() => ToSingle().GetHashCode();

    public override string ToString() => ToSingle().ToString(CultureInfo.CurrentCulture);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToSingle().ToString(format, formatProvider);

    private static ushort Round(float value)
    {
        if (float.IsNaN(value)) return 0x7FC0;
        var bits = BitConverter.SingleToUInt32Bits(value);
        var lastKept = (bits >> 16) & 1;
        return (ushort)((bits + 0x7FFF + lastKept) >> 16);
    }
}
