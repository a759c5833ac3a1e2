using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class GatherTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(2, 5000)]
    [InlineData(3, 5000)]
    public void Rows_come_in_the_order_of_ranks_on_every_rank(int ranks, int rows)
    {
        var expected = Enumerable.Range(0, ranks).SelectMany(rank => Enumerable.Range(0, rows).Select(row => (float)((rank * rows) + row))).ToArray();
        foreach (var gathered in Together.Run(ranks, accelerator =>
        {
            var own = arange(rows, ScalarType.Float32).add(accelerator.ProcessIndex * rows).reshape(rows, 1).requires_grad_();
            var all = accelerator.Gather(own);
            Assert.Equal([(long)ranks * rows, 1L], all.shape);
            Assert.False(all.requires_grad);
            return Networks.Floats(all);
        }))
            Assert.Equal(expected, gathered);
    }

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.ComplexFloat32)]
    [InlineData(ScalarType.Int16)]
    public void Every_type_of_element_gathers(ScalarType type) => Together.Run(2, accelerator =>
    {
        foreach (var count in new[] { 2, 4000 })
        {
            var own = full([count], accelerator.ProcessIndex, ScalarType.Float32).to(type);
            var all = accelerator.Gather(own);
            Assert.Equal(type, all.dtype);
            Assert.True(all.eq(cat([zeros(count).to(type), ones(count).to(type)])).all().item<bool>());
        }
    });

    [Fact]
    public void A_view_gathers_its_own_elements() => Together.Run(2, accelerator =>
    {
        var view = arange(6).reshape(2, 3).t()[TensorIndex.Slice(1)];
        Assert.Equal([1L, 4, 2, 5, 1, 4, 2, 5], accelerator.Gather(view).data<long>().ToArray());
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_number_of_each_rank_becomes_a_row(int ranks) => Together.Run(ranks, accelerator =>
        Assert.Equal(Enumerable.Range(0, ranks).Select(rank => (float)rank), Networks.Floats(accelerator.Gather(tensor((float)accelerator.ProcessIndex)))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Values_of_any_form_gather_tensor_by_tensor(int ranks) => Together.Run(ranks, accelerator =>
    {
        var own = tensor(new[] { (long)accelerator.ProcessIndex });
        long[] all = [.. Enumerable.Range(0, ranks).Select(rank => (long)rank)];
        var value = (own, new List<Dictionary<string, Tensor?[]>> { new() { ["a"] = [own, null] } }, new Pair(own, "kept"));
        var (first, list, batch) = accelerator.Gather(value);
        Assert.Equal(all, first.data<long>().ToArray());
        Assert.Equal(all, list[0]["a"][0]!.data<long>().ToArray());
        Assert.Null(list[0]["a"][1]);
        Assert.Equal(all, batch.Values.data<long>().ToArray());
        Assert.Equal("kept", batch.Origin);
        Assert.Equal([(long)accelerator.ProcessIndex], own.data<long>().ToArray());
    });

    [Fact]
    public void What_is_no_tensor_is_refused()
    {
        using var accelerator = new Accelerator();
        Assert.Contains("JsonTypeInfo", Assert.Throws<NotSupportedException>(() => accelerator.Gather(new Dictionary<string, object> { ["a"] = 3 })).Message);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 3000)]
    public void Different_shapes_are_an_error_that_says_which_rank_has_which(int ranks, int rows) => Together.Run(ranks, accelerator =>
    {
        var message = Assert.Throws<InvalidOperationException>(() => accelerator.Gather(zeros(rows + accelerator.ProcessIndex, 2))).Message;
        Assert.Contains($"rank 0: [{rows}, 2] Float32", message);
        Assert.Contains($"rank {ranks - 1}: [{rows + ranks - 1}, 2] Float32", message);
        Assert.Contains("PadAcrossProcesses", message);
        Assert.Contains("GatherTests.cs:", message);

        // Nothing is broken by it.
        Assert.Equal(ranks, accelerator.Gather(tensor(1f)).shape[0]);
    });

    [Fact]
    public void Different_calls_are_an_error_that_says_which_rank_makes_which() => Together.Run(2, accelerator =>
    {
        var message = Assert.Throws<InvalidOperationException>(() => accelerator.IsMainProcess ? accelerator.Gather(tensor(1f)) : accelerator.Reduce(tensor(1f))).Message;
        Assert.Contains("rank 0: Gather at GatherTests.cs:", message);
        Assert.Contains("rank 1: Reduce to the Sum at GatherTests.cs:", message);
    });

    [Fact]
    public void Values_of_different_forms_are_an_error_that_says_which_rank_has_which() => Together.Run(2, accelerator =>
    {
        var name = accelerator.IsMainProcess ? "recall" : "precision";
        var message = Assert.Throws<InvalidOperationException>(() => accelerator.Gather(new Dictionary<string, Tensor> { ["loss"] = tensor(1f), [name] = tensor(2f) })).Message;
        Assert.Contains("rank 0: Gather at GatherTests.cs:", message);
        Assert.Contains("with 2 tensors in {loss: tensor, recall: tensor}", message);
        Assert.Contains("with 2 tensors in {loss: tensor, precision: tensor}", message);
        Assert.Throws<InvalidOperationException>(() => accelerator.Gather(accelerator.IsMainProcess ? new[] { tensor(1f), null } : [null, tensor(1f)]));
    });

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void Objects_gather_by_rank(int ranks, bool areLong) => Together.Run(ranks, accelerator =>
    {
        var text = new string('x', areLong ? 9000 + accelerator.ProcessIndex : accelerator.ProcessIndex);
        Assert.Equal(
            Enumerable.Range(0, ranks).Select(rank => new string('x', areLong ? 9000 + rank : rank)),
            accelerator.GatherObject(text, TestJson.Default.String));
    });
}
