using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class ComparisonTests
{
    private readonly Tensor _x = tensor([1f, 2f, 3f]);
    private readonly Tensor _y = tensor([3f, 2f, 1f]);

    [Fact]
    public void Comparisons_give_booleans()
    {
        Assert.Equal(ScalarType.Bool, _x.lt(_y).dtype);
        Expect.Elements(_x.lt(_y), 1, 0, 0);
        Expect.Elements(_x.ge(2), 0, 1, 1);
        Expect.Elements(torch.eq(_x, _y), 0, 1, 0);
        Expect.Elements(_x.equal(_y), 0, 1, 0);
        Expect.Elements(_x.not_equal(_y), 1, 0, 1);
    }

    [Fact]
    public void Closeness_has_tolerances()
    {
        Assert.True(_x.allclose(_x.add(1e-7)));
        Assert.False(_x.allclose(_y));
        Assert.True(torch.allclose(_x, _y, atol: 3));
        Expect.Elements(_x.isclose(_y), 0, 1, 0);
    }

    [Fact]
    public void What_is_no_number_is_found()
    {
        var values = tensor([float.NaN, float.PositiveInfinity, 1f]);
        Expect.Elements(values.isnan(), 1, 0, 0);
        Expect.Elements(values.isfinite(), 0, 0, 1);
        Expect.Elements(values.nan_to_num(7, 8), 7, 8, 1);
    }

    [Fact]
    public void Logic_and_bits()
    {
        var a = tensor([true, true, false]);
        var b = tensor([true, false, false]);
        Expect.Elements(a.logical_and(b), 1, 0, 0);
        Expect.Elements(a.logical_xor(b), 0, 1, 0);
        Expect.Elements(a.logical_not(), 0, 0, 1);
        Expect.Elements(tensor([6L]).bitwise_and(tensor([3L])), 2);
        Expect.Elements(tensor([1L]).bitwise_left_shift(tensor([3L])), 8);
    }

    [Fact]
    public void Sorting_gives_values_and_where_they_were()
    {
        var (values, indices) = tensor([2f, 3f, 1f]).sort(descending: true, stable: true);
        Expect.Elements(values, 3, 2, 1);
        Expect.Elements(indices, 1, 0, 2);
        Expect.Elements(tensor([2f, 3f, 1f]).argsort(), 2, 0, 1);
    }

    [Fact]
    public void The_greatest_and_the_kth_value()
    {
        var (values, indexes) = _x.topk(2);
        Expect.Elements(values, 3, 2);
        Expect.Elements(indexes, 2, 1);
        Expect.Elements(_x.topk(1, largest: false).values, 1);
        Expect.Elements(_y.kthvalue(1, null).indices, 2);
    }

    [Fact]
    public void Search_in_sorted_values()
    {
        Expect.Elements(torch.searchsorted(_x, tensor([2f, 2.5f])), 1, 2);
        Expect.Elements(torch.searchsorted(_x, tensor([2f]), right: true), 2);
        Expect.Elements(tensor([0.5f, 5f]).bucketize(_x), 0, 3);
        Expect.Elements(_x.isin(tensor([1f, 3f])), 1, 0, 1);
    }

    [Fact]
    public void Extremes_of_two_tensors()
    {
        Expect.Elements(_x.maximum(_y), 3, 2, 3);
        Expect.Elements(_x.min(_y), 1, 2, 1);
    }
}
