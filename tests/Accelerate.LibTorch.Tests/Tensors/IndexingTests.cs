using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class IndexingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Integers_drop_their_dimensions_and_count_from_the_end_if_negative()
    {
        var cube = Numbers(2, 3, 4);

        AssertTensor([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], [3, 4], cube[1]);
        AssertTensor([20, 21, 22, 23], [4], cube[1, 2]);
        AssertTensor([23], [], cube[-1, -1, -1]);
        AssertTensor([20, 21, 22, 23], [4], cube[^1, ^1]);
        AssertTensor([6], [], cube[new long[] { 0, 1, 2 }]);
    }

    [Fact]
    public void As_many_as_six_integers_can_be_given()
    {
        var numbers = Numbers(1, 1, 2, 1, 2, 2);

        AssertTensor([4, 5, 6, 7], [1, 2, 2], numbers[0, 0, 1]);
        AssertTensor([4, 5, 6, 7], [2, 2], numbers[0, 0, 1, 0]);
        AssertTensor([6, 7], [2], numbers[0, 0, 1, 0, 1]);
        AssertTensor([7], [], numbers[0, 0, 1, 0, 1, 1]);

        numbers[0, 0, 0, 0, 0, 1] = -1;
        AssertTensor([0, -1, 2, 3, 4, 5, 6, 7], [1, 1, 2, 1, 2, 2], numbers);
    }

    [Fact]
    public void Slices_keep_their_dimensions()
    {
        var matrix = Numbers(4, 5);

        AssertTensor([5, 6, 7, 8, 9, 10, 11, 12, 13, 14], [2, 5], matrix[1..3]);
        AssertTensor([1, 2, 6, 7, 11, 12, 16, 17], [4, 2], matrix[.., 1..3]);
        AssertTensor([15, 16, 17, 18, 19], [1, 5], matrix[^1..]);
        AssertTensor([0, 1, 2], [1, 3], matrix[..1, ..^2]);
        AssertTensor([3, 8, 13, 18], [4, 1], matrix[.., ^2..^1]);
        AssertTensor([0, 2, 4, 15, 17, 19], [2, 3], matrix[TensorIndex.Slice(step: 3), TensorIndex.Slice(step: 2)]);
        AssertTensor([6, 8], [1, 2], matrix[(1, 2), TensorIndex.Slice(1, 5, 2)]);
        AssertTensor([5, 6, 7, 8, 9], [1, 5], matrix[(1, 2)]);
        AssertTensor([0, 1, 2, 3, 4], [1, 5], matrix[(null, -3)]);
    }

    [Fact]
    public void Slices_stop_at_the_end_of_the_tensor()
    {
        var vector = Numbers(4);

        AssertTensor([2, 3], [2], vector[2..100]);
        AssertTensor([], [0], vector[3..1]);
        AssertTensor([], [0], vector[^0..]);
        AssertTensor([0, 1, 2, 3], [4], vector[TensorIndex.Slice(-100, 100)]);
    }

    [Fact]
    public void A_result_without_tensor_indices_is_a_view()
    {
        var matrix = Numbers(2, 3);

        matrix[1].fill_(7);
        matrix[TensorIndex.Ellipsis].select(0, 0).fill_(5);

        AssertTensor([5, 5, 5, 7, 7, 7], [2, 3], matrix);
    }

    [Fact]
    public void None_and_Null_make_a_dimension()
    {
        var vector = Numbers(3);

        AssertTensor([0, 1, 2], [1, 3], vector[TensorIndex.None]);
        AssertTensor([0, 1, 2], [3, 1], vector[.., TensorIndex.Null]);
        AssertTensor([0, 1, 2], [1, 3], vector[TensorIndex.Single(null)]);
        AssertTensor([1], [1], vector[TensorIndex.None, 1]);
    }

    [Fact]
    public void An_ellipsis_stands_for_the_dimensions_that_are_left()
    {
        var cube = Numbers(2, 3, 4);

        AssertTensor([3, 7, 11, 15, 19, 23], [2, 3], cube[TensorIndex.Ellipsis, 3]);
        AssertTensor([13, 17, 21], [3], cube[1, TensorIndex.Ellipsis, 1]);
        AssertTensor([7], [], cube[0, 1, TensorIndex.Ellipsis, 3]);
        AssertTensor([0, 4, 8, 12, 16, 20], [2, 1, 3], cube[TensorIndex.Colon, TensorIndex.None, TensorIndex.Ellipsis, 0]);
    }

    [Fact]
    public void A_Boolean_selects_everything_or_nothing()
    {
        var vector = Numbers(2);

        AssertTensor([0, 1], [1, 2], vector[TensorIndex.Bool(true)]);
        AssertTensor([], [0, 2], vector[TensorIndex.Bool(false)]);
        AssertTensor([0, 1], [1, 2], vector[tensor(true)]);
    }

    [Fact]
    public void A_tensor_of_integers_gathers_positions()
    {
        var matrix = Numbers(3, 4);

        AssertTensor([8, 9, 10, 11, 0, 1, 2, 3], [2, 4], matrix[tensor(new long[] { 2, 0 })]);
        AssertTensor([8, 9, 10, 11, 0, 1, 2, 3], [2, 4], matrix[tensor(new[] { -1, 0 })]);
        AssertTensor([3, 1, 7, 5, 11, 9], [3, 2], matrix[.., TensorIndex.Tensor(tensor(new long[] { 3, 1 }))]);
        AssertTensor([1, 6, 11], [3], matrix[tensor(new long[] { 0, 1, 2 }), tensor(new long[] { 1, 2, 3 })]);
        AssertTensor([4, 5, 6, 7, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 4], matrix[tensor(new long[,] { { 1, 0 }, { 0, 1 } })]);
        AssertTensor([3, 1, 7, 5, 11, 9], [3, 2], matrix.index(null!, tensor(new long[] { 3, 1 })));
    }

    [Fact]
    public void A_tensor_of_one_integer_drops_its_dimension()
    {
        AssertTensor([4, 5, 6, 7], [4], Numbers(3, 4)[tensor(1L)]);
        AssertTensor([1, 5, 9], [3], Numbers(3, 4)[.., TensorIndex.Tensor(tensor(1))]);
    }

    [Fact]
    public void Gathered_dimensions_stay_in_place_if_adjacent_and_come_first_otherwise()
    {
        var numbers = Numbers(2, 3, 4, 5);
        var rows = TensorIndex.Tensor(tensor(new long[] { 0, 2 }));
        var columns = TensorIndex.Tensor(tensor(new long[] { 1, 3 }));

        var adjacent = numbers[.., rows, columns];
        Assert.Equal([2, 2, 5], adjacent.shape);
        Assert.Equal(60 + (2 * 20) + (3 * 5) + 4, adjacent[1, 1, 4].ToInt64());

        var apart = numbers[.., rows, .., columns];
        Assert.Equal([2, 2, 4], apart.shape);
        Assert.Equal(60 + (2 * 20) + (2 * 5) + 3, apart[1, 1, 2].ToInt64());

        AssertTensor([61, 103], [1, 2], numbers[1.., rows, 0, columns]);
    }

    [Fact]
    public void A_mask_gathers_where_it_is_true()
    {
        var matrix = Numbers(2, 3);

        AssertTensor([3, 4, 5], [3], matrix[matrix > 2]);
        AssertTensor([0, 2, 3, 5], [2, 2], matrix[.., TensorIndex.Tensor(tensor(new[] { true, false, true }))]);
        AssertTensor([3, 4, 5], [1, 3], matrix[tensor(new byte[] { 0, 1 })]);
    }

    [Fact]
    public void Indices_after_a_mask_of_many_dimensions_apply_to_the_dimensions_after_it()
    {
        var cube = Numbers(2, 2, 3);
        var mask = TensorIndex.Tensor(tensor(new[,] { { true, false }, { false, true } }));

        AssertTensor([1, 2, 10, 11], [2, 2], cube[mask, 1..3]);
        AssertTensor([2, 11], [2], cube[mask, 2]);
    }

    [Fact]
    public void Setting_a_view_writes_to_the_tensor()
    {
        var matrix = Numbers(2, 3);

        matrix[0, 1] = 10;
        matrix[1, 1..] = tensor(new long[] { 20, 30 });
        AssertTensor([0, 10, 2, 3, 20, 30], [2, 3], matrix);

        matrix[.., 0] = -1;
        AssertTensor([-1, 10, 2, -1, 20, 30], [2, 3], matrix);

        matrix[TensorIndex.Ellipsis] = 0;
        AssertTensor([0, 0, 0, 0, 0, 0], [2, 3], matrix);

        matrix[1] = tensor(new long[,,] { { { 4, 5, 6 } } });
        AssertTensor([0, 0, 0, 4, 5, 6], [2, 3], matrix);
    }

    [Fact]
    public void Setting_through_tensors_scatters()
    {
        var matrix = Numbers(3, 3);

        matrix[tensor(new long[] { 0, 2 }), tensor(new long[] { 1, 1 })] = tensor(new long[] { 10, 20 });
        AssertTensor([0, 10, 2, 3, 4, 5, 6, 20, 8], [3, 3], matrix);

        matrix[1.., TensorIndex.Tensor(tensor(new long[] { 0 }))] = -1;
        AssertTensor([0, 10, 2, -1, 4, 5, -1, 20, 8], [3, 3], matrix);

        matrix[matrix > 7] = 0;
        AssertTensor([0, 0, 2, -1, 4, 5, -1, 0, 0], [3, 3], matrix);

        matrix[TensorIndex.Bool(true)] = 1;
        AssertTensor([1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 3], matrix);

        matrix[TensorIndex.Bool(false)] = 2;
        AssertTensor([1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 3], matrix);
    }

    [Fact]
    public void A_value_is_converted_to_the_type_of_the_tensor()
    {
        var numbers = zeros(3);

        numbers[0] = 1;
        numbers[tensor(new long[] { 1 })] = 2.5;
        numbers[numbers == 0] = 7;

        Assert.Equal([1f, 2.5f, 7f], numbers.data<float>().ToArray());
    }

    [Fact]
    public void Put_accumulates_repeated_positions_if_asked()
    {
        var counts = zeros(3, dtype: int64);
        var positions = tensor(new long[] { 0, 2, 2 });

        Assert.Same(counts, counts.index_put_(tensor(1L), [positions], accumulate: true));
        AssertTensor([1, 0, 2], [3], counts);

        counts.index_put_(tensor(5L), [TensorIndex.Slice(0, 2)], accumulate: true);
        AssertTensor([6, 5, 2], [3], counts);

        counts.index_put_(9, positions);
        counts.index_put_(8, TensorIndex.Single(1));
        AssertTensor([9, 8, 9], [3], counts);
    }

    [Fact]
    public void Gradients_flow_through_every_kind_of_index()
    {
        var input = ones(2, 3, requires_grad: true);

        (input[0].sum() + (2 * input[.., 1..].sum()) + (3 * input[tensor(new long[] { 1, 1 })].sum())).backward();

        Assert.Equal([1f, 3f, 3f, 6f, 8f, 8f], input.grad!.data<float>().ToArray());
    }

    [Fact]
    public void What_is_out_of_range_is_an_index_error()
    {
        var matrix = Numbers(2, 3);

        Assert.Throws<TorchIndexException>(() => matrix[2]);
        Assert.Throws<TorchIndexException>(() => matrix[0, -4]);
        Assert.Throws<TorchIndexException>(() => matrix[tensor(new long[] { 5 })]);
        Assert.Throws<TorchIndexException>(() => matrix[tensor(new[] { true, false, true })]);
        Assert.Throws<TorchIndexException>(() => matrix[5] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[^0]);
    }

    [Fact]
    public void Too_many_indices_are_an_index_error_that_says_how_many()
    {
        var error = Assert.Throws<TorchIndexException>(() => Numbers(2, 3)[0, 0, 0]);
        Assert.Contains("cover 3 dimensions", error.Message);
        Assert.Contains("has 2", error.Message);

        Assert.Throws<TorchIndexException>(() => Numbers(2)[tensor(new[,] { { true, false } })]);
        Assert.Throws<TorchIndexException>(() => tensor(1)[0]);
        Assert.Throws<TorchIndexException>(() => Numbers(2)[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
    }

    [Fact]
    public void A_slice_goes_forward()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorIndex.Slice(step: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorIndex.Slice(step: -1));
    }

    [Fact]
    public void An_index_that_fails_frees_what_it_made()
    {
        var matrix = Numbers(2, 3);
        var before = _scope.DisposablesCount;

        Assert.Throws<TorchIndexException>(() => matrix[TensorIndex.Bool(true), 0, 9]);

        Assert.Equal(before, _scope.DisposablesCount);
    }

    [Fact]
    public void An_index_leaves_nothing_but_its_result()
    {
        var matrix = Numbers(2, 3);
        var mask = tensor(new byte[] { 0, 1 });
        var before = _scope.DisposablesCount;

        _ = matrix[TensorIndex.Tensor(mask), 1..];

        Assert.Equal(before + 1, _scope.DisposablesCount);
    }

    private static Tensor Numbers(params long[] sizes) => tensor(Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b)).Select(i => (long)i).ToArray(), sizes);

    private static void AssertTensor(long[] values, long[] sizes, Tensor actual)
    {
        Assert.Equal(sizes, actual.shape);
        Assert.Equal(values, actual.data<long>().ToArray());
    }
}
