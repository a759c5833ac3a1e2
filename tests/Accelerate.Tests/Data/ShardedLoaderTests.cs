using Accelerate.Golden;
using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

public sealed class ShardedLoaderTests
{
    public static TheoryData<int> WorkedCases => [.. Enumerable.Range(0, s_cases.Count)];

    private static readonly IReadOnlyList<ShardingCase> s_cases =
        [.. ShardingFile.Read(GoldenTests.CommittedCases).Where(each => !each.IsStream)];

    [Theory, MemberData(nameof(WorkedCases))]
    public void Ranks_get_the_batches_of_the_worked_cases(int index)
    {
        var worked = s_cases[index];
        var ranks = Ranks.Run(worked.Processes, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { SplitBatches = worked.SplitBatches, EvenBatches = worked.EvenBatches });
            var dataset = new Numbers(worked.Samples);
            using var loader = accelerator.Prepare(Numbers.Loader(dataset, worked.BatchSize, dropLast: worked.DropLast));
            var batches = Numbers.ReadAll(accelerator, loader);
            Assert.Equal(batches.Count, loader.Count);
            Assert.Equal(batches.Sum(batch => batch.Samples.Length), dataset.Read);
            return batches;
        });
        for (var rank = 0; rank < ranks.Length; rank++)
        {
            Assert.Equal(worked.Expected[rank], ranks[rank].Select(batch => batch.Samples));
            Assert.All(ranks[rank], batch => Assert.Equal(batch.Samples.Length, batch.Rows));
            Assert.Equal(ranks[rank].Select((_, i) => i == ranks[rank].Count - 1), ranks[rank].Select(batch => batch.IsLast));
        }
        var kept = worked.DropLast ? worked.Samples - (worked.Samples % (worked.BatchSize * (worked.SplitBatches ? 1 : worked.Processes))) : worked.Samples;
        Assert.Equal(Numbers.UpTo(kept), Numbers.InOrder(ranks));
    }

    [Theory]
    [InlineData(false, 4, 12)]
    [InlineData(true, 4, 4)]
    public void Sizes_follow_what_a_batch_size_means(bool split, int batchSize, int total)
    {
        var sizes = Ranks.Run(split ? 2 : 3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { SplitBatches = split });
            using var loader = accelerator.Prepare(Numbers.Loader(30, batchSize));
            return (loader.BatchSize, loader.TotalBatchSize, loader.SampleCount, loader.Count);
        });
        Assert.All(sizes, size => Assert.Equal((split ? 2 : 4, total, 30L, split ? 8L : 3L), size));
    }

    [Fact]
    public void A_batch_that_cannot_be_split_evenly_is_an_error()
    {
        var messages = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { SplitBatches = true });
            using var data = Numbers.Loader(10, 4);
            return Assert.Throws<ArgumentException>(() => accelerator.Prepare(data)).Message;
        });
        Assert.All(messages, message => Assert.Contains("a batch size of 4 cannot be divided among 3", message));
    }

    [Fact]
    public void One_process_gets_every_batch_as_it_is()
    {
        using var accelerator = Numbers.Accelerator(null, new() { SplitBatches = true });
        using var loader = accelerator.Prepare(Numbers.Loader(5, 2));
        Assert.Equal([[0, 1], [2, 3], [4]], Numbers.ReadAll(accelerator, loader).Select(batch => batch.Samples));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_share_the_order_that_one_process_has(int processes)
    {
        IEnumerable<long>[] Samplers() => [new FisherYatesShuffler(23, seed: 4), new SeedableRandomSampler(23, seed: 4), new long[] { 5, 2, 9, 0, 22, 1, 7 }];
        for (var kind = 0; kind < Samplers().Length; kind++)
        {
            using var alone = Numbers.Accelerator(null);
            using var single = alone.Prepare(Numbers.Loader(23, 4, Samplers()[kind]));
            var expected = Enumerable.Range(0, 3).Select(_ => Numbers.ReadAll(alone, single).SelectMany(batch => batch.Samples).ToArray()).ToArray();
            var epochs = Ranks.Run(processes, group =>
            {
                using var accelerator = Numbers.Accelerator(group);
                using var loader = accelerator.Prepare(Numbers.Loader(23, 4, Samplers()[kind]));
                return Enumerable.Range(0, 3).Select(_ => Numbers.ReadAll(accelerator, loader)).ToArray();
            });
            for (var epoch = 0; epoch < 3; epoch++)
                Assert.Equal(expected[epoch], Numbers.InOrder([.. epochs.Select(rank => rank[epoch])]));
        }
    }

    [Fact]
    public void An_order_that_each_rank_draws_for_itself_is_that_of_rank_0()
    {
        var ranks = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            using var shuffled = accelerator.Prepare(Numbers.Loader(40, 3, new FisherYatesShuffler(40)));
            using var seeded = accelerator.Prepare(Numbers.Loader(40, 3, new SeedableRandomSampler(40, seed: group.Rank) { Epoch = group.Rank }));
            var first = Numbers.ReadAll(accelerator, shuffled);
            var second = Numbers.ReadAll(accelerator, shuffled);
            return (first, second, seeded: Numbers.ReadAll(accelerator, seeded));
        });
        var order = Numbers.InOrder([.. ranks.Select(rank => rank.first)]);
        Assert.Equal(Numbers.UpTo(40), order.Order());
        Assert.NotEqual(Numbers.UpTo(40), order);
        Assert.NotEqual(order, Numbers.InOrder([.. ranks.Select(rank => rank.second)]));
        Assert.Equal(new SeedableRandomSampler(40, seed: 0), Numbers.InOrder([.. ranks.Select(rank => rank.seeded)]));
    }

    [Fact]
    public void A_shuffled_pass_neither_draws_from_the_default_generator_nor_sets_it()
    {
        manual_seed(11);
        using var expected = rand(4);
        manual_seed(11);
        Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { UseSeedableSampler = true, DataSeed = 1 });
            using var loader = accelerator.Prepare(Numbers.Loader(20, 3, new FisherYatesShuffler(20)));
            Numbers.ReadAll(accelerator, loader);
        });
        using var drawn = rand(4);
        Assert.True(drawn.Equals(expected));
    }

    [Fact]
    public void A_seedable_order_depends_on_seed_and_epoch_alone()
    {
        static long[][] Read(ProcessGroup? group, long seed, long epoch)
        {
            using var accelerator = Numbers.Accelerator(group, new() { UseSeedableSampler = true, DataSeed = seed });
            using var loader = accelerator.Prepare(Numbers.Loader(16, 4, new FisherYatesShuffler(16)));
            loader.SetEpoch(epoch);
            return [.. Numbers.ReadAll(accelerator, loader).Select(batch => batch.Samples)];
        }

        var alone = Read(null, 7, 3).SelectMany(batch => batch).ToArray();
        Assert.Equal(new SeedableRandomSampler(16, 10), alone);
        Assert.NotEqual(alone, Read(null, 7, 4).SelectMany(batch => batch));
        var ranks = Ranks.Run(2, group => Read(group, 7, 3));
        Assert.Equal(alone, ranks[0].Zip(ranks[1]).SelectMany(round => round.First.Concat(round.Second)));
    }

    [Fact]
    public void A_seed_that_nothing_uses_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => Numbers.Accelerator(null, new() { DataSeed = 3 }));
        Assert.Contains("UseSeedableSampler", error.Message);
    }

    [Fact]
    public void What_is_sharded_already_is_not_sharded_again()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            using var loader = accelerator.Prepare(Numbers.Loader(8, 2, new EverySecond(8, group.Rank)));
            Assert.Same(loader, accelerator.Prepare<Tensor>(loader));
            Assert.Equal((2L, 4), (loader.Count, loader.TotalBatchSize));
            return Numbers.ReadAll(accelerator, loader).Select(batch => batch.Samples).ToArray();
        });
        Assert.Equal([[0, 2], [4, 6]], ranks[0]);
        Assert.Equal([[1, 3], [5, 7]], ranks[1]);
    }

    [Fact]
    public void Datasets_of_different_sizes_are_an_error()
    {
        var messages = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            using var loader = accelerator.Prepare(Numbers.Loader(group.Rank == 0 ? 8 : 6, 2));
            return group.Rank == 0 ? loader.Count().ToString() : Assert.Throws<InvalidOperationException>(() => loader.Count()).Message;
        });
        Assert.Contains("6 samples on rank 1 and 8 on rank 0", messages[1]);
    }

    [Fact]
    public void An_order_that_cannot_be_drawn_is_an_error_everywhere()
    {
        var messages = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            using var loader = accelerator.Prepare(Numbers.Loader(6, 2, Broken()));
            return Assert.ThrowsAny<Exception>(() => loader.Count()).Message;
        });
        Assert.Equal("no order", messages[0]);
        Assert.Contains("Rank 0 could not draw", messages[1]);

        static IEnumerable<long> Broken()
        {
            yield return 0;
            throw new IOException("no order");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Skipping_leaves_out_batches_of_the_next_pass_without_reading_them(int prefetchFactor)
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { PrefetchFactor = prefetchFactor });
            var dataset = new Numbers(21);
            using var loader = accelerator.Prepare(Numbers.Loader(dataset, 3));
            var rest = Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, 2));
            Assert.Equal(6, dataset.Read);
            Assert.Equal(4, loader.Count);
            Assert.Equal(4, Numbers.ReadAll(accelerator, loader).Count);
            return rest;
        });
        Assert.Equal([[12, 13, 14], [18, 19, 20]], ranks[0].Select(batch => batch.Samples));
        Assert.Equal([[15, 16, 17], [0, 1, 2]], ranks[1].Select(batch => batch.Samples));
        Assert.Equal(Enumerable.Range(12, 9).Select(i => (long)i), Numbers.InOrder(ranks));
    }

    [Fact]
    public void Skipping_keeps_the_dropped_batch_and_the_seed()
    {
        using var accelerator = Numbers.Accelerator(null);
        using var loader = accelerator.Prepare(Numbers.Loader(11, 3, new SeedableRandomSampler(11, 5), dropLast: true));
        var whole = new SeedableRandomSampler(11, 5).ToArray();
        Assert.Equal(whole[3..9], Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, 1)).SelectMany(batch => batch.Samples));
        Assert.Equal(1, loader.Epoch);
        Assert.Empty(accelerator.SkipFirstBatches(loader, 4));
        Assert.Equal(3, loader.Count());
    }

    [Fact]
    public void A_window_after_a_skip_ends_with_the_last_batch()
    {
        using var accelerator = Numbers.Accelerator(null);
        using var loader = accelerator.Prepare(Numbers.Loader(10, 2));
        var remaining = new List<long?>();
        foreach (var batch in accelerator.SkipFirstBatches(loader, 3))
            remaining.Add(accelerator.ActiveEnumeration!.Remaining);
        Assert.Equal([2L, 1L], remaining);
    }

    [Fact]
    public void A_pass_that_some_ranks_leave_counts_as_begun_on_all()
    {
        var ranks = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { UseSeedableSampler = true, DataSeed = 2 });
            using var loader = accelerator.Prepare(Numbers.Loader(30, 2, new FisherYatesShuffler(30)));
            foreach (var batch in loader)
            {
                if (group.Rank > 0)
                    break;
            }
            Assert.Equal(1, loader.Epoch);
            return Numbers.ReadAll(accelerator, loader);
        });
        Assert.Equal(new SeedableRandomSampler(30, 3), Numbers.InOrder(ranks));
    }

    [Fact]
    public void What_knows_epochs_is_told_which_one_begins()
    {
        var aware = new EpochAware(6);
        using var accelerator = Numbers.Accelerator(null);
        using var loader = accelerator.Prepare(Numbers.Loader(6, 2, aware));
        loader.Count();
        foreach (var batch in loader)
            break;
        loader.SetEpoch(9);
        loader.Count();
        Assert.Equal([0, 1, 9], aware.Epochs);
        Assert.Equal(10, loader.Epoch);
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.SetEpoch(-1));
    }

    private sealed class EverySecond(long count, long first) : IEnumerable<long>, IAlreadySharded, IReadOnlyCollection<long>
    {
        public int Count => (int)(count / 2);

        public IEnumerator<long> GetEnumerator()
        {
            for (var i = first; i < count; i += 2)
                yield return i;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class EpochAware(long count) : IEnumerable<long>, IEpochAware
    {
        public List<long> Epochs { get; } = [];

        public void SetEpoch(long epoch) => Epochs.Add(epoch);

        public IEnumerator<long> GetEnumerator() => Numbers.UpTo(count).AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
