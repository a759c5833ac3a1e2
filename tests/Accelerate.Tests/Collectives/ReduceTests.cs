using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class ReduceTests
{
    [Theory]
    [InlineData(ReduceOp.Sum, 9)]
    [InlineData(ReduceOp.Mean, 3)]
    [InlineData(ReduceOp.Minimum, 2)]
    [InlineData(ReduceOp.Maximum, 4)]
    [InlineData(ReduceOp.Product, 24)]
    public void Every_operation_combines_few_and_many_numbers(ReduceOp operation, float expected) => Together.Run(3, accelerator =>
    {
        foreach (var count in new[] { 1, 3000 })
        {
            var own = full([count], accelerator.ProcessIndex + 2, ScalarType.Float32).requires_grad_();
            var reduced = accelerator.Reduce(own, operation);
            Assert.Equal(Enumerable.Repeat(expected, count), Networks.Floats(reduced));
            Assert.False(reduced.requires_grad);
            Assert.Equal(accelerator.ProcessIndex + 2, own[0].item<float>());
        }
    });

    [Fact]
    public void Halves_are_not_rounded_after_every_rank() => Together.Run(3, accelerator =>
    {
        // 256 + 1 is 256 in bfloat16, but 256 + 1 + 1 is 258.
        var own = tensor(accelerator.IsMainProcess ? 256f : 1f).to(ScalarType.BFloat16);
        Assert.Equal(258f, accelerator.Reduce(own).to(ScalarType.Float32).item<float>());
    });

    [Fact]
    public void Nested_values_keep_their_form() => Together.Run(2, accelerator =>
    {
        var reduced = accelerator.Reduce(new Dictionary<string, Tensor> { ["loss"] = tensor(1f + accelerator.ProcessIndex), ["count"] = tensor(3f) }, ReduceOp.Mean);
        Assert.Equal((1.5f, 3f), (reduced["loss"].item<float>(), reduced["count"].item<float>()));
    });

    [Fact]
    public void The_order_in_which_keys_were_added_does_not_matter() => Together.Run(2, accelerator =>
    {
        var own = accelerator.IsMainProcess
            ? new Dictionary<string, Tensor> { ["a"] = tensor(1f), ["b"] = tensor(10f) }
            : new Dictionary<string, Tensor> { ["b"] = tensor(20f), ["a"] = tensor(2f) };
        Assert.Equal((3f, 30f), (accelerator.Reduce(own)["a"].item<float>(), accelerator.Reduce(own)["b"].item<float>()));
    });

    [Fact]
    public void Different_shapes_are_an_error_on_every_rank() => Together.Run(2, accelerator =>
        Assert.Contains("rank 1: [2] Float32", Assert.Throws<InvalidOperationException>(() => accelerator.Reduce(zeros(1 + accelerator.ProcessIndex))).Message));

    [Theory]
    [InlineData(2)]
    [InlineData(3000)]
    public void A_broadcast_gives_every_rank_the_tensor_of_one(int count) => Together.Run(3, accelerator =>
    {
        var common = accelerator.Broadcast(accelerator.ProcessIndex == 1 ? arange(count) : null, source: 1);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), common.data<long>().ToArray());
        var (first, second) = accelerator.Broadcast((tensor((float)accelerator.ProcessIndex), tensor(accelerator.ProcessIndex + 10L)), source: 2);
        Assert.Equal((2f, 12L), (first.item<float>(), second.item<long>()));
    });

    [Fact]
    public void A_broadcast_from_a_rank_that_is_not_there_is_refused()
    {
        using var accelerator = new Accelerator();
        Assert.Contains("from 0 to 0", Assert.Throws<ArgumentOutOfRangeException>("source", () => accelerator.Broadcast(tensor(1f), 1)).Message);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(3, 9000)]
    public void A_broadcast_of_an_object_gives_every_rank_that_of_one(int ranks, int length) => Together.Run(ranks, accelerator =>
        Assert.Equal(new string('y', length), accelerator.BroadcastObject(accelerator.IsLastProcess ? new string('y', length) : "", TestJson.Default.String, ranks - 1)));

    [Theory]
    [InlineData(0, false, new[] { 1f, 1, 7, 2, 2, 2 })]
    [InlineData(0, true, new[] { 7f, 1, 1, 2, 2, 2 })]
    [InlineData(-1, false, new[] { 1f, 1, 7, 2, 2, 2 })]
    public void Padding_makes_shapes_fit(int dimension, bool first, float[] expected) => Together.Run(2, accelerator =>
    {
        var own = full([2 + accelerator.ProcessIndex], 1 + accelerator.ProcessIndex, ScalarType.Float32);
        Assert.Equal(expected, Networks.Floats(accelerator.Gather(accelerator.PadAcrossProcesses(own, dimension, 7, first))));
    });

    [Fact]
    public void Padding_leaves_a_tensor_without_the_dimension_alone() => Together.Run(2, accelerator =>
    {
        var (rows, number) = accelerator.PadAcrossProcesses((zeros(1 + accelerator.ProcessIndex, 2), tensor(5f)));
        Assert.Equal([2L, 2], rows.shape);
        Assert.Empty(number.shape);
    });
}
