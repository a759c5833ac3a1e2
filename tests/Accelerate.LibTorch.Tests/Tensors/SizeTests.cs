using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class SizeTests
{
    [Fact]
    public void A_size_is_made_of_numbers_arrays_and_tuples()
    {
        Assert.Equal([5], new Size(5).Shape);
        Assert.Equal([2, 3], new Size(new[] { 2, 3 }).Shape);
        Assert.Equal([2, 3], new Size((2, 3)).Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], new Size((1L, 2L, 3L, 4L, 5L, 6L)).Shape);
        Assert.Equal([2, 3], new Size(new List<long> { 2, 3 }).Shape);
        Size converted = new long[] { 4, 5 };
        Assert.Equal(new Size((4, 5)), converted);
    }

    [Fact]
    public void A_size_is_its_numbers()
    {
        Size size = (2L, 3L, 4L);

        Assert.Equal(3, size.Length);
        Assert.Equal(3, size[1]);
        Assert.Equal(4, size[2L]);
        Assert.Equal(24, size.numel());
        Assert.Equal([2, 3, 4], size);
        Assert.Equal([2, 3], size.Take(2));
        Assert.Equal(new Size((3, 4)), size.Slice(1, 3));
        Assert.Equal(new Size(new long[] { 2, 3, 4, 5, 6 }), size + new Size((5, 6)));
        Assert.Equal(new Size((2, 3, 4, 7)), size + new List<long> { 7 });
    }

    [Fact]
    public void Equal_sizes_have_equal_hashes()
    {
        var first = new Size((2, 3));
        var second = new Size(new List<long> { 2, 3 });

        Assert.True(first == second);
        Assert.False(first != second);
        Assert.True(first.Equals((object)second));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.True(first != new Size((3, 2)));
    }

    [Fact]
    public void A_scalar_has_no_dimension_and_one_element()
    {
        Assert.True(Size.Empty.IsEmpty);
        Assert.True(Size.Empty.IsScalar);
        Assert.Equal(1, Size.Empty.numel());
        Assert.Equal(Size.Empty, default(Size));
        Assert.False(new Size(1).IsScalar);
    }
}
