using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>What each collective does, on ranks that are threads.</summary>
public sealed class CollectiveOperationTests
{
    [Theory]
    [InlineData(ReduceOp.Sum, new[] { 6f, 600f })]
    [InlineData(ReduceOp.Mean, new[] { 2f, 200f })]
    [InlineData(ReduceOp.Minimum, new[] { 1f, 100f })]
    [InlineData(ReduceOp.Maximum, new[] { 3f, 300f })]
    [InlineData(ReduceOp.Product, new[] { 6f, 6000000f })]
    public void All_reduce_combines_the_tensors_of_all_ranks_in_place(ReduceOp operation, float[] expected)
    {
        var results = Ranks.Run(3, group =>
        {
            using var values = tensor(new[] { 1f + group.Rank, 100f * (1 + group.Rank) });
            group.AllReduce(values, operation);
            return Networks.Floats(values);
        });
        Assert.All(results, values => Assert.Equal(expected, values));
    }

    [Theory]
    [InlineData(ReduceOp.Sum, ScalarType.Float32)]
    [InlineData(ReduceOp.Mean, ScalarType.Float32)]
    [InlineData(ReduceOp.Maximum, ScalarType.Float64)]
    [InlineData(ReduceOp.Minimum, ScalarType.Int32)]
    [InlineData(ReduceOp.Product, ScalarType.Int64)]
    [InlineData(ReduceOp.Mean, ScalarType.BFloat16)]
    [InlineData(ReduceOp.Mean, ScalarType.ComplexFloat32)]
    public void All_reduce_of_two_ranks_combines_every_piece_of_a_large_tensor(ReduceOp operation, ScalarType type) => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        // More than one MiB, no multiple of it, and not in the order of memory.
        Tensor Of(int rank) => (arange(1_234_567, dtype: int64) % (5 + (2 * rank)) + 1 + rank).to(type).reshape(127, 9721).t();
        var values = Of(group.Rank);
        group.AllReduce(values, operation);
        var (first, second) = (Of(0), Of(1));
        var expected = operation switch
        {
            ReduceOp.Sum => first + second,
            ReduceOp.Mean => (first + second) / 2,
            ReduceOp.Maximum => maximum(first, second),
            ReduceOp.Minimum => minimum(first, second),
            _ => first * second,
        };
        Assert.True(values.eq(expected).all().item<bool>());
        Assert.False(values.is_contiguous());
    });

    [Fact]
    public void Broadcast_copies_one_ranks_tensor_to_all() => Ranks.Run(3, group =>
    {
        using var values = tensor(new[] { (float)group.Rank, 5 });
        group.Broadcast(values, source: 2);
        Assert.Equal([2f, 5f], Networks.Floats(values));
    });

    [Fact]
    public void All_gather_puts_the_tensors_one_after_another_by_rank() => Ranks.Run(3, group =>
    {
        using var rows = full(new long[] { 2, 2 }, (float)group.Rank);
        using var all = group.AllGather(rows);
        Assert.Equal([6L, 2L], all.shape);
        Assert.Equal([0f, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], Networks.Floats(all));
    });

    [Fact]
    public void Gather_gives_all_tensors_to_one_rank() => Ranks.Run(3, group =>
    {
        using var row = tensor(new[] { 10f * group.Rank });
        using var all = group.Gather(row, destination: 1);
        if (group.Rank == 1)
            Assert.Equal([0f, 10, 20], Networks.Floats(all!));
        else
            Assert.Null(all);
    });

    [Fact]
    public void Scatter_gives_each_rank_its_part() => Ranks.Run(3, group =>
    {
        using var part = zeros(1, 2);
        using var whole = arange(6, dtype: float32).reshape(3, 2);
        group.Scatter(part, group.Rank == 2 ? whole : null, source: 2);
        Assert.Equal([2f * group.Rank, 2f * group.Rank + 1], Networks.Floats(part));
    });

    [Theory]
    [InlineData(ReduceOp.Sum, 3f, 30f)]
    [InlineData(ReduceOp.Mean, 1f, 10f)]
    [InlineData(ReduceOp.Maximum, 2f, 20f)]
    public void Reduce_scatter_leaves_each_rank_its_part_of_the_reduction(ReduceOp operation, float low, float high) => Ranks.Run(3, group =>
    {
        using var values = tensor(new[] { 1f, 10, 1, 10, 1, 10 }) * group.Rank;
        using var part = group.ReduceScatter(values, operation);
        Assert.Equal([low, high], Networks.Floats(part));
    });

    [Fact]
    public void All_to_all_gives_each_rank_a_row_of_every_other() => Ranks.Run(3, group =>
    {
        using var rows = arange(3, dtype: float32).reshape(3, 1) + 10 * group.Rank;
        using var taken = group.AllToAll(rows);
        Assert.Equal([3L, 1L], taken.shape);
        Assert.Equal([0f + group.Rank, 10 + group.Rank, 20 + group.Rank], Networks.Floats(taken));
    });

    [Fact]
    public void All_to_all_exchanges_uneven_numbers_of_rows() => Ranks.Run(3, group =>
    {
        // Each rank gives rank r as many rows as r: nothing to the first.
        using var rows = full(new long[] { 3, 2 }, (float)group.Rank);
        using var taken = group.AllToAll(rows, inputRows: [0, 1, 2], outputRows: [group.Rank, group.Rank, group.Rank]);
        Assert.Equal([3L * group.Rank, 2L], taken.shape);
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(rank => Enumerable.Repeat((float)rank, 2 * group.Rank)), Networks.Floats(taken));
    });

    [Fact]
    public void In_inference_mode_they_do_the_same() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var row = tensor(new[] { 1f + group.Rank, 10f });
        Assert.Equal([1f, 10, 2, 10], Networks.Floats(group.AllGather(row)));
        var gathered = group.Gather(row, destination: 1);
        Assert.Equal(group.Rank == 1 ? [1f, 10, 2, 10] : null, gathered is null ? null : Networks.Floats(gathered));
        Assert.Equal([1f, 2], Networks.Floats(group.AllToAll(row[..1].repeat(2))));
        var part = zeros(1);
        group.Scatter(part, group.Rank == 0 ? tensor(new[] { 3f, 4 }) : null);
        Assert.Equal([3f + group.Rank], Networks.Floats(part));
        var columns = zeros(2, 2)[.., 0];
        columns.copy_(row);
        group.AllReduce(columns, ReduceOp.Mean);
        Assert.Equal([1.5f, 10], Networks.Floats(columns));
        group.Broadcast(row, source: 1);
        Assert.Equal([2f, 10], Networks.Floats(row));
        Assert.Equal([4f], Networks.Floats(group.ReduceScatter(row[..1].repeat(2))));
    });

    [Fact]
    public void Messages_go_from_rank_to_rank_and_tags_may_overtake() => Ranks.Run(2, group =>
    {
        using var first = tensor(new[] { 1f, 2 });
        using var second = tensor(new[] { 3f });
        if (group.Rank == 0)
        {
            group.Send(first, destination: 1, tag: 7);
            group.Send(second, destination: 1, tag: 8);
            return;
        }
        using var one = zeros(2);
        using var other = zeros(1);
        var late = group.ReceiveAsync(one, source: 0, tag: 7);
        group.Receive(other, source: 0, tag: 8);
        late.Wait();
        Assert.Equal([1f, 2, 3], [.. Networks.Floats(one), .. Networks.Floats(other)]);
    });

    [Fact]
    public void Nobody_passes_a_barrier_before_all_have_come()
    {
        var come = 0;
        Ranks.Run(4, group =>
        {
            Thread.Sleep(10 * group.Rank);
            Interlocked.Increment(ref come);
            group.Barrier();
            Assert.Equal(4, Volatile.Read(ref come));
        });
    }

    [Fact]
    public void A_task_ends_also_where_a_rank_comes_late() => Ranks.Run(2, group =>
    {
        using var values = ones(4);
        if (group.Rank == 1)
            Thread.Sleep(500);
        Assert.True(group.AllReduceAsync(values).AsTask().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(8, values.sum().ToDouble());
    });

    [Fact]
    public void Work_can_be_awaited_and_several_may_be_under_way() => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 16).Select(index => tensor((float)(index + group.Rank))).ToArray();
        var works = tensors.Select(value => group.AllReduceAsync(value)).ToArray();
        Assert.True(Task.WhenAll(works.Select(work => work.AsTask())).Wait(TimeSpan.FromSeconds(20)));
        Assert.All(works, work => Assert.True(work.IsCompleted));
        Assert.Equal(Enumerable.Range(0, 16).Select(index => 2f * index + 1), tensors.Select(value => value.item<float>()));

        var gathered = group.AllGatherAsync(tensors[0]).AsTask().GetAwaiter().GetResult();
        Assert.Equal([1f, 1f], Networks.Floats(gathered));
    });

    [Fact]
    public void A_group_of_one_does_every_collective_alone() => Ranks.Run(1, group =>
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 1f, 2f });
        group.AllReduce(values, ReduceOp.Mean);
        group.Broadcast(values);
        group.Barrier();
        group.Scatter(values, values.clone());
        Assert.All([group.AllGather(values), group.Gather(values)!, group.ReduceScatter(values), group.AllToAll(values), values], result => Assert.Equal([1f, 2f], Networks.Floats(result)));
    });

    [Fact]
    public void All_of_them_work_in_inference_mode_on_tensors_made_in_it() => Ranks.Run(2, group =>
    {
        using var inference = inference_mode();
        var (rank, other) = (group.Rank, 1 - group.Rank);
        Tensor Own(ScalarType type = ScalarType.Float32) => tensor(new[] { 1f + rank, 3f + rank }).to(type);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var values = Own(type);
            group.AllReduce(values, ReduceOp.Mean);
            Assert.Equal([1.5f, 3.5f], Networks.Floats(values.to(ScalarType.Float32)));
            values = Own(type);
            group.Broadcast(values, source: 1);
            Assert.Equal([2f, 4f], Networks.Floats(values.to(ScalarType.Float32)));
            Assert.Equal([1f, 3, 2, 4], Networks.Floats(group.AllGather(Own(type)).to(ScalarType.Float32)));
        }
        Assert.Equal(rank == 0 ? [1f, 3, 2, 4] : null, group.Gather(Own(), destination: 0) is { } all ? Networks.Floats(all) : null);
        var part = zeros(1);
        group.Scatter(part, rank == 1 ? Own() : null, source: 1);
        Assert.Equal([rank == 0 ? 2f : 4f], Networks.Floats(part));
        Assert.Equal([rank == 0 ? 3f : 7f], Networks.Floats(group.ReduceScatter(Own())));
        Assert.Equal(rank == 0 ? [1f, 2f] : [3f, 4f], Networks.Floats(group.AllToAll(Own())));
        if (rank == 0)
            group.Send(Own(), other);
        else
        {
            var received = zeros(2);
            group.Receive(received, other);
            Assert.Equal([1f, 3f], Networks.Floats(received));
        }
        // What comes of it is an ordinary tensor, or one of inference mode: either can be written here.
        Assert.Equal([2f, 4, 3, 5], Networks.Floats(group.AllGather(Own()).add_(1)));
    });
}
