using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>Collectives take every data type, shape and layout that a model may have.</summary>
public sealed class DataTypeTests
{
    private const int Count = 3;

    public static TheoryData<ScalarType> Numbers => [ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64,
        ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64, ScalarType.ComplexFloat32, ScalarType.ComplexFloat64];

    public static TheoryData<ScalarType> Types => [.. Numbers.Select(row => row.Data), ScalarType.Bool];

    [Theory, MemberData(nameof(Numbers))]
    public void Sums_and_products_are_exact_in_every_type_of_number(ScalarType type) => Ranks.Run(Count, group =>
    {
        using var scope = NewDisposeScope();
        var values = Values(type, group.Rank);
        var expected = Values(type, 0) + Values(type, 1) + Values(type, 2);
        var sum = values.clone();
        group.AllReduce(sum);
        Same(expected, sum);

        var product = values.clone();
        group.AllReduce(product, ReduceOp.Product);
        Same(Values(type, 0) * Values(type, 1) * Values(type, 2), product);

        using var part = group.ReduceScatter(cat([values, values, values]));
        Same(expected, part);
    });

    [Theory, MemberData(nameof(Numbers))]
    public void A_mean_is_one_of_floating_point_and_complex_numbers(ScalarType type) => Ranks.Run(Count, group =>
    {
        using var scope = NewDisposeScope();
        var values = Values(type, group.Rank);
        if (!is_floating_point(values) && !is_complex(values))
        {
            Assert.Contains("a mean needs a floating-point type", Assert.Throws<ArgumentException>(() => group.AllReduce(values, ReduceOp.Mean)).Message);
            return;
        }
        group.AllReduce(values, ReduceOp.Mean);
        Same((Values(type, 0) + Values(type, 1) + Values(type, 2)) / Count, values);
    });

    [Theory, MemberData(nameof(Numbers))]
    public void Least_and_greatest_are_for_types_with_an_order(ScalarType type) => Ranks.Run(Count, group =>
    {
        using var scope = NewDisposeScope();
        var values = Values(type, group.Rank);
        if (is_complex(values))
        {
            Assert.Contains("no order", Assert.Throws<ArgumentException>(() => group.AllReduce(values, ReduceOp.Minimum)).Message);
            return;
        }
        var least = values.clone();
        group.AllReduce(least, ReduceOp.Minimum);
        Same(Values(type, 0), least);
        group.AllReduce(values, ReduceOp.Maximum);
        Same(Values(type, 2), values);
    });

    [Theory]
    [InlineData(ReduceOp.Sum, true, true)]
    [InlineData(ReduceOp.Maximum, true, true)]
    [InlineData(ReduceOp.Product, false, true)]
    [InlineData(ReduceOp.Minimum, false, true)]
    public void Booleans_are_reduced_to_any_or_all(ReduceOp operation, bool mixed, bool allTrue) => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { group.Rank == 0, true, false });
        group.AllReduce(values, operation);
        Assert.Equal([mixed, allTrue, false], values.data<bool>().ToArray());
        using var part = group.ReduceScatter(tensor(new[] { group.Rank == 0, group.Rank == 0 }), operation);
        Assert.Equal([mixed], part.data<bool>().ToArray());
    });

    [Theory, MemberData(nameof(Types))]
    public void Every_type_is_moved_as_it_is(ScalarType type) => Ranks.Run(Count, group =>
    {
        using var scope = NewDisposeScope();
        var values = Values(type, group.Rank);
        var all = cat([Values(type, 0), Values(type, 1), Values(type, 2)]);
        Same(all, group.AllGather(values));
        if (group.Gather(values, 1) is { } gathered)
            Same(all, gathered);
        Same(stack([all[group.Rank], all[group.Rank + 3], all[group.Rank + 6]]), group.AllToAll(values));

        var part = zeros_like(values);
        group.Scatter(part, group.Rank == 0 ? all : null);
        Same(Values(type, group.Rank), part);

        var copy = values.clone();
        group.Broadcast(copy, 2);
        Same(Values(type, 2), copy);

        if (group.Rank == 0)
            group.Send(values, 1);
        else if (group.Rank == 1)
        {
            group.Receive(values, 0);
            Same(Values(type, 0), values);
        }
    });

    [Fact]
    public void Tensors_of_any_strides_are_read_and_written_in_place() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var whole = zeros(4, 6);
        var columns = whole[TensorIndex.Colon, TensorIndex.Slice(1, 6, 2)].t();   // [3, 4], every second column, transposed
        columns.fill_(group.Rank + 1);
        group.AllReduce(columns);
        Assert.Equal(3f * 12, whole.sum().item<float>());
        Assert.Equal(0f, whole[TensorIndex.Colon, 0].sum().item<float>());

        columns.copy_(arange(12, dtype: float32).reshape(3, 4) * (group.Rank + 1));
        group.Broadcast(columns, 1);
        Same(arange(12, dtype: float32).reshape(3, 4) * 2, columns);
        Same(cat([columns, columns]), group.AllGather(columns));

        if (group.Rank == 0)
        {
            group.Send(columns.t() + 1, 1);
        }
        else
        {
            group.Receive(columns.t(), 0);
            Same(arange(12, dtype: float32).reshape(3, 4) * 2 + 1, columns);
        }
    });

    [Fact]
    public void A_single_number_counts_as_one_row() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var number = tensor(1f + group.Rank);
        Assert.Equal([1f, 2f], Networks.Floats(group.AllGather(number)));
        group.AllReduce(number, ReduceOp.Mean);
        Assert.Empty(number.shape);
        Assert.Equal(1.5f, number.item<float>());
        group.Broadcast(number, 1);
        Assert.Contains("cannot be split evenly", Assert.Throws<ArgumentException>(() => group.ReduceScatter(number)).Message);
    });

    [Fact]
    public void Tensors_without_elements_take_part_and_keep_the_ranks_in_step() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var none = zeros(0, 3);
        group.AllReduce(none);
        group.Broadcast(none);
        group.Scatter(none, group.Rank == 0 ? none : null);
        Assert.Equal([0L, 3L], group.AllGather(none).shape);
        Assert.Equal([0L, 3L], group.ReduceScatter(none).shape);
        Assert.Equal([0L, 3L], group.AllToAll(none).shape);
        Assert.Equal([4L, 0L], group.AllGather(zeros(2, 0)).shape);
        if (group.Rank == 0)
            group.Send(none, 1);
        else
            group.Receive(none, 0);
        var some = ones(1);
        group.AllReduce(some);
        Assert.Equal(2f, some.item<float>());
    });

    [Fact]
    public void A_parameter_is_reduced_outside_the_graph() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new[] { 2f * group.Rank }, requires_grad: true);
        group.AllReduce(weight, ReduceOp.Mean);
        Assert.Equal([1f], Networks.Floats(weight.detach()));
        Assert.True(weight.is_leaf);
        Assert.False(group.AllGather(weight).requires_grad);
        group.AllReduce(weight.to_type(ScalarType.BFloat16));
    });

    [Fact]
    public void A_sparse_tensor_is_refused_with_the_way_out() => Ranks.Run(1, group =>
    {
        using var scope = NewDisposeScope();
        var sparse = ones(2).to_sparse();
        Assert.Contains("to_dense()", Assert.Throws<ArgumentException>(() => group.AllReduce(sparse)).Message);
    });

    // Small whole numbers: their sums, products and means are exact in every type.
    private static Tensor Values(ScalarType type, int rank)
    {
        if (type == ScalarType.Bool)
            return tensor(new[] { rank == 0, rank == 1, true });
        var real = tensor(new[] { 1f, 2f, 4f }) + 2 * rank;
        return (type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 ? complex(real, real - 1) : real).to_type(type);
    }

    private static void Same(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.dtype, found.dtype);
        Assert.Equal(expected.shape, found.shape);
        Assert.True(expected.equal(found).all().item<bool>(), $"expected {expected.str()}, found {found.str()}");
    }
}
