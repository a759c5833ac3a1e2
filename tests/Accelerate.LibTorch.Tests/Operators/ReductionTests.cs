using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class ReductionTests
{
    private readonly Tensor _matrix = tensor([1f, 2f, 3f, 4f, 5f, 6f]).reshape(2, 3);

    [Fact]
    public void Sums_over_all_one_or_several_dimensions()
    {
        Expect.Elements(_matrix.sum(), 21);
        Expect.Elements(_matrix.sum(0L), 5, 7, 9);
        Expect.Elements(_matrix.sum(0, 1), 21);
        Expect.Elements(torch.sum(_matrix, 1, keepdim: true), 6, 15);
        Expect.Shape(_matrix.sum([1], keepdim: true), 2, 1);
        Assert.Equal(ScalarType.Float64, _matrix.sum(type: ScalarType.Float64).dtype);
    }

    [Fact]
    public void Means_products_and_extremes()
    {
        Expect.Elements(_matrix.mean(), 3.5);
        Expect.Elements(_matrix.mean([0]), 2.5, 3.5, 4.5);
        Expect.Elements(_matrix.prod(1), 6, 120);
        Expect.Elements(_matrix.amax(0), 4, 5, 6);
        Expect.Elements(_matrix.amin([1], keepdim: true), 1, 4);
        var (values, indexes) = _matrix.max(1);
        Expect.Elements(values, 3, 6);
        Expect.Elements(indexes, 2, 2);
        var (low, high) = _matrix.aminmax();
        Expect.Elements(low, 1);
        Expect.Elements(high, 6);
    }

    [Fact]
    public void Positions_of_extremes()
    {
        Expect.Elements(_matrix.argmax(), 5);
        Expect.Elements(_matrix.argmax(1), 2, 2);
        Expect.Shape(_matrix.argmin(0, keepdim: true), 1, 3);
    }

    [Fact]
    public void Deviation_with_and_without_correction()
    {
        Expect.Elements(_matrix.var(), 3.5);
        Expect.Elements(_matrix.var(unbiased: false), 35d / 12);
        Expect.Elements(_matrix.std(1, unbiased: false), Math.Sqrt(2d / 3), Math.Sqrt(2d / 3));
        Expect.Elements(_matrix.var([0, 1]), 3.5);
        Expect.Elements(torch.var(_matrix, (0, 1), unbiased: false), 35d / 12);
        var (deviation, mean) = _matrix.std_mean(0);
        Expect.Elements(deviation, Math.Sqrt(4.5), Math.Sqrt(4.5), Math.Sqrt(4.5));
        Expect.Elements(mean, 2.5, 3.5, 4.5);
    }

    [Fact]
    public void Deviation_is_computed_in_the_type_asked_for()
    {
        var integers = tensor([1L, 2L, 3L]);
        var deviation = integers.std(0, type: ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, deviation.dtype);
        Expect.Elements(deviation, 1);
    }

    [Fact]
    public void Norms()
    {
        var vector = tensor([3f, -4f]);
        Expect.Elements(vector.norm(), 5);
        Expect.Elements(vector.norm(1f), 7);
        Expect.Elements(_matrix.norm(1, keepdim: true), Math.Sqrt(14), Math.Sqrt(77));
        Expect.Elements(linalg.norm(_matrix, "fro"), Math.Sqrt(91));
        Expect.Elements(linalg.vector_norm(vector, double.PositiveInfinity), 4);
    }

    [Fact]
    public void Cumulative_sums_and_extremes()
    {
        Expect.Elements(_matrix.cumsum(1), 1, 3, 6, 4, 9, 15);
        Expect.Elements(tensor([1f, 3f, 2f]).cummax(0).values, 1, 3, 3);
        Expect.Elements(_matrix.logsumexp(1), Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3)), Math.Log(Math.Exp(4) + Math.Exp(5) + Math.Exp(6)));
    }

    [Fact]
    public void Counts_and_quantiles()
    {
        Expect.Elements(_matrix.gt(2).count_nonzero(), 4);
        Expect.Elements(_matrix.gt(2).count_nonzero([0]), 1, 1, 2);
        Expect.Elements(_matrix.gt(5).any(), 1);
        Expect.Elements(_matrix.gt(5).all(1), 0, 0);
        Expect.Elements(_matrix.flatten().quantile(tensor([0.5f])), 3.5);
        Expect.Elements(_matrix.median(), 3);
        Expect.Elements(tensor([0L, 1L, 1L]).bincount(tensor([1f, 1f, 1f])), 1, 2);
        Expect.Elements(_matrix.histc(3, 0, 6), 1, 2, 3);
        var (hist, edges) = torch.histogram(_matrix, 2, (1, 7));
        Expect.Elements(hist, 3, 3);
        Expect.Elements(edges, 1, 4, 7);
    }

    [Fact]
    public void Unique_values_of_all_elements_or_along_a_dimension()
    {
        var (output, inverse, counts) = tensor([2L, 1L, 2L]).unique(return_inverse: true, return_counts: true);
        Expect.Elements(output, 1, 2);
        Expect.Elements(inverse!, 1, 0, 1);
        Expect.Elements(counts!, 1, 2);
        Expect.Shape(tensor([1L, 1L, 1L, 1L]).reshape(2, 2).unique(dim: 0).output, 1, 2);
    }
}
