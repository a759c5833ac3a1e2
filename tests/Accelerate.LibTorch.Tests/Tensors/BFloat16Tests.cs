using System.Globalization;
using TorchSharp;
using Xunit;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(0f, 0x0000)]
    [InlineData(-0f, 0x8000)]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2f, 0xC000)]
    [InlineData(3.140625f, 0x4049)]
    [InlineData(0.1f, 0x3DCD)]
    [InlineData(1.00390625f, 0x3F80)]
    [InlineData(1.01171875f, 0x3F82)]
    [InlineData(1.004f, 0x3F81)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(9.1835e-41f, 0x0001)]
    public void A_float_is_rounded_to_the_nearest_ties_to_even(float value, int bits) =>
        Assert.Equal(BitConverter.UInt32BitsToSingle((uint)bits << 16), new BFloat16(value).ToSingle());

    [Fact]
    public void Rounding_is_libtorchs()
    {
        var values = new[] { 0.1f, 1.00390625f, 1.01171875f, -3.3e38f, 3.4e38f, 1e-40f, 65504f, -1e-3f, float.Epsilon };
        using var tensor = torch.tensor(values);
        using var rounded = tensor.bfloat16();

        Assert.Equal(rounded.data<BFloat16>().ToArray(), Array.ConvertAll(values, value => new BFloat16(value)));
    }

    [Fact]
    public void The_constants_are_what_their_names_say()
    {
        Assert.Equal(3.3895314e38f, BFloat16.MaxValue.ToSingle());
        Assert.Equal(-3.3895314e38f, BFloat16.MinValue.ToSingle());
        Assert.Equal(0.0078125f, BFloat16.Epsilon.ToSingle());
        Assert.Equal(MathF.ScaleB(1, -126), BFloat16.MinNormal.ToSingle());
        Assert.Equal(MathF.ScaleB(1, -133), BFloat16.SmallestSubnormal.ToSingle());
        Assert.Equal(1f, BFloat16.One.ToSingle());
        Assert.Equal(0f, BFloat16.Zero.ToSingle());
        Assert.True(BFloat16.IsNaN(BFloat16.NaN));
        Assert.True(BFloat16.IsNaN(new BFloat16(float.NaN)));
        Assert.True(BFloat16.IsPositiveInfinity(BFloat16.PositiveInfinity));
        Assert.True(BFloat16.IsNegativeInfinity(BFloat16.NegativeInfinity));
        Assert.True(BFloat16.IsInfinity(BFloat16.NegativeInfinity));
        Assert.True(BFloat16.IsFinite(BFloat16.MaxValue));
        Assert.False(BFloat16.IsFinite(BFloat16.NaN));
    }

    [Fact]
    public void Arithmetic_rounds_each_result()
    {
        var one = BFloat16.One;
        var small = (BFloat16)0.001;

        Assert.Equal(one, one + small);
        Assert.Equal(0.5f, (float)(one / (BFloat16)2f));
        Assert.Equal(-1.0, (double)-one);
        Assert.Equal((BFloat16)6f, (BFloat16)2f * (BFloat16)3f);
        Assert.Equal((BFloat16)1f, (BFloat16)7f % (BFloat16)3f);
        Assert.Equal((BFloat16)(-1f), (BFloat16)2f - (BFloat16)3f);
    }

    [Fact]
    public void Comparison_is_by_value()
    {
        var (one, two) = (BFloat16.One, (BFloat16)2f);

        Assert.True(one < two && two > one && one <= two && two >= one && one != two);
        Assert.True(one == new BFloat16(1f));
        Assert.True(one.Equals((object)new BFloat16(1f)));
        Assert.Equal(one.GetHashCode(), new BFloat16(1f).GetHashCode());
        Assert.True(BFloat16.FromRawValue(0x8000) == BFloat16.Zero);
        Assert.False(BFloat16.NaN == new BFloat16(float.NaN));
        Assert.Equal(-1, one.CompareTo(two));
        Assert.Equal(1, one.CompareTo(null));
        Assert.Throws<ArgumentException>(() => one.CompareTo("1"));
        Assert.Equal("1.50", ((BFloat16)1.5f).ToString("F2", CultureInfo.InvariantCulture));
    }
}
