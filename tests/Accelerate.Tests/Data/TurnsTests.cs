using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

/// <summary>Sequences that every rank goes through, taking whole batches in turn.</summary>
public sealed class TurnsTests
{
    private static readonly DataLoaderConfiguration s_turns = new() { DispatchBatches = false };

    [Fact]
    public void Batches_of_any_length_are_taken_in_turn_and_the_last_round_is_filled_up_with_the_first()
    {
        var ranks = Read(2, s_turns, Dynamic);
        Assert.Equal([[0, 1, 2], [5, 6, 7, 8], [12, 13]], ranks[0].Select(batch => batch.Samples));
        Assert.Equal([[3, 4], [9, 10, 11], [0, 1, 2]], ranks[1].Select(batch => batch.Samples));
        Assert.Equal([2L, 3L, 0L], ranks[1].Select(batch => batch.ValidRows));
        Assert.Equal([2L, 3L, 3L], ranks[1].Select(batch => batch.Rows));
        Assert.Equal(Numbers.UpTo(14), Numbers.InOrder(ranks));
        Assert.All(ranks, batches => Assert.Equal([false, false, true], batches.Select(batch => batch.IsLast)));
    }

    [Fact]
    public void Fewer_batches_than_ranks_fill_up_the_others()
    {
        var ranks = Read(4, s_turns, () => Dynamic().Take(2));
        Assert.Equal([[0, 1, 2], [3, 4], [0, 1, 2], [3, 4]], ranks.Select(batches => Assert.Single(batches).Samples));
        Assert.Equal(Numbers.UpTo(5), Numbers.InOrder(ranks));
    }

    [Fact]
    public void Uneven_turns_fill_nothing_up()
    {
        var ranks = Read(3, new() { DispatchBatches = false, EvenBatches = false }, Dynamic);
        Assert.Equal([2, 2, 1], ranks.Select(batches => batches.Count));
        Assert.Equal(Numbers.UpTo(14), Numbers.InOrder(ranks));
    }

    [Fact]
    public void Skipping_leaves_out_turns_and_keeps_the_filling()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, s_turns);
            var loader = accelerator.Prepare(Dynamic());
            var rest = Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, 1));
            Assert.Equal(3, loader.Count());
            return rest;
        });
        Assert.Equal([[5, 6, 7, 8], [12, 13]], ranks[0].Select(batch => batch.Samples));
        Assert.Equal([[9, 10, 11], [0, 1, 2]], ranks[1].Select(batch => batch.Samples));
    }

    [Fact]
    public void A_sequence_of_known_length_says_how_many_turns_a_rank_has()
    {
        using var batch = ones(2);
        var counts = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = false, EvenBatches = false });
            var loader = accelerator.Prepare(Enumerable.Repeat(batch, 5).ToArray());
            Assert.Equal(loader.Count(), loader.Count);
            return loader.Count;
        });
        Assert.Equal([2L, 2L, 1L], counts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Batches_of_others_are_freed(int prefetchFactor)
    {
        LiveTensors.Settle();
        var before = Tensor.TotalCount;
        Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = false, PrefetchFactor = prefetchFactor });
            var loader = accelerator.Prepare(Dynamic());
            using (NewDisposeScope())
                Assert.Equal(3, loader.Count());
            using (NewDisposeScope())
            {
                foreach (var batch in loader)
                    break;
            }
        });
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Batches_of_unknown_kind_are_taken_in_turn_by_default()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            return accelerator.Prepare(new[] { "a", "b", "c" }).ToArray();
        });
        Assert.Equal([["a", "c"], ["b", "a"]], ranks);
    }

    [Fact]
    public void Splitting_what_cannot_be_cut_is_an_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { SplitBatches = true });
            Assert.Contains("cannot take a String apart", Assert.Throws<ArgumentException>(() => accelerator.Prepare(new[] { "a" })).Message);
            using var turns = Numbers.Accelerator(group, new() { SplitBatches = true, DispatchBatches = false });
            Assert.Contains("Leave DispatchBatches out", Assert.Throws<ArgumentException>(() => turns.Prepare(Dynamic())).Message);
            using var dispatching = Numbers.Accelerator(group, new() { DispatchBatches = true });
            Assert.Contains("cannot make a String", Assert.Throws<ArgumentException>(() => dispatching.Prepare(new[] { "a" })).Message);
        });
    }

    [Fact]
    public void A_sequence_that_is_sharded_already_is_taken_whole()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            Assert.Equal(2, accelerator.Prepare(new Own()).Count());
        });
    }

    private static List<Numbers.Share>[] Read(int processes, DataLoaderConfiguration configuration, Func<IEnumerable<Tensor>> batches) => Ranks.Run(processes, group =>
    {
        using var accelerator = Numbers.Accelerator(group, configuration);
        return Numbers.ReadAll(accelerator, accelerator.Prepare(batches()));
    });

    private static IEnumerable<Tensor> Dynamic()
    {
        var first = 0L;
        foreach (var length in new[] { 3, 2, 4, 3, 2 })
        {
            yield return arange(first, first + length, ScalarType.Int64);
            first += length;
        }
    }

    private sealed class Own : IEnumerable<Tensor>, IAlreadySharded
    {
        public IEnumerator<Tensor> GetEnumerator()
        {
            yield return ones(1);
            yield return ones(1);
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
