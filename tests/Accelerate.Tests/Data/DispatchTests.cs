using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

/// <summary>Loaders that rank 0 reads for all.</summary>
public sealed class DispatchTests
{
    [Theory]
    [InlineData(false, "[0 1 2 3] [8]; [4 5 6 7] [9]")]
    [InlineData(true, "[0 1] [4 5] [8]; [2 3] [6 7] [9]")]
    public void Rank_0_cuts_what_it_reads(bool split, string expected)
    {
        var reads = new int[2];
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true, SplitBatches = split });
            var dataset = new Numbers(10);
            using var loader = accelerator.Prepare(Numbers.Loader(dataset, 4));
            Assert.Equal((split ? 2 : 4, split ? 4 : 8, 10L), (loader.BatchSize, loader.TotalBatchSize, loader.SampleCount));
            var batches = Numbers.ReadAll(accelerator, loader);
            reads[group.Rank] = dataset.Read;
            Assert.Equal(batches.Count, loader.Count);
            return batches;
        });
        Assert.Equal(expected, Text(ranks));
        Assert.Equal([10, 0], reads);
        Assert.All(ranks, batches => Assert.Equal(batches.Select((_, i) => i == batches.Count - 1), batches.Select(batch => batch.IsLast)));
    }

    [Theory]
    [InlineData(true, false, "[0 1] [6 7]; [2 3] [8 9]; [4 5] [10 0]")]
    [InlineData(false, false, "[0 1] [6 7]; [2 3] [8 9]; [4 5] [10]")]
    [InlineData(true, true, "[0 1]; [2 3]; [4 5]")]
    public void The_last_round_is_filled_up_or_not_or_dropped(bool even, bool dropLast, string expected)
    {
        var ranks = Read(3, 11, 2, even, dropLast);
        Assert.Equal(expected, Text(ranks));
        Assert.Equal(Numbers.UpTo(dropLast ? 6 : 11), Numbers.InOrder(ranks));
    }

    [Fact]
    public void A_rank_for_which_the_last_round_has_nothing_has_one_batch_less()
    {
        var ranks = Read(3, 7, 2, even: false, dropLast: false);
        Assert.Equal("[0 1] [6]; [2 3]; [4 5]", Text(ranks));
        Assert.All(ranks, batches => Assert.True(batches[^1].IsLast));
    }

    [Fact]
    public void An_empty_pass_is_empty_everywhere()
    {
        Assert.All(Read(2, 0, 2, even: true, dropLast: false), Assert.Empty);
        Assert.All(Read(2, 3, 2, even: true, dropLast: true), Assert.Empty);
    }

    [Fact]
    public void Sequences_are_read_by_rank_0_by_default_whatever_they_hold()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            using var scope = NewDisposeScope();
            var pairs = accelerator.Prepare(Only(group, [(arange(4), ones(4, 2)), (arange(4) + 4, ones(4, 2) * 2)]));
            var named = accelerator.Prepare(Only(group, [new Dictionary<string, Tensor> { ["y"] = arange(2), ["x"] = ones(2, 3, dtype: ScalarType.BFloat16) }]));
            var lists = accelerator.Prepare<IList<Tensor>>(Only<IList<Tensor>>(group, [[arange(6)], [arange(2)]]));
            var own = accelerator.Prepare(Only(group, [new Own(arange(2), arange(2) * 10)]));
            var (first, second) = pairs.Single();
            var x = named.Single();
            return $"{Text(first)} {second[0, 1].item<float>()} {x["x"].dtype} {x["x"].shape.Length} {Text(x["y"])} {string.Join(" ", lists.Select(list => Text(list[0])))} {string.Join(" ", own.Select(batch => Text(batch.Images) + Text(batch.Labels)))}";
        });
        Assert.Equal("[0 1 2 3] 1 BFloat16 2 [0] [0 1 2 3] [0][0]", ranks[0]);
        Assert.Equal("[4 5 6 7] 2 BFloat16 2 [1] [4 5 0 1] [1][10]", ranks[1]);
    }

    [Fact]
    public void A_type_that_holds_more_than_tensors_is_not_sent()
    {
        Assert.True(BatchForm.CanBuild<Own>());
        Assert.False(BatchForm.CanBuild<Named>());
        Assert.False(BatchForm.CanBuild<Optional>());
        Assert.False(BatchForm.CanBuild<Outer>());
        Assert.False(BatchForm.CanBuild<string>());
        Assert.True(BatchForm.CanBuild<IEnumerable<Tensor>>());
    }

    [Fact]
    public void Skipping_and_epochs_work_as_with_shards()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true });
            using var loader = accelerator.Prepare(Numbers.Loader(20, 3, new SeedableRandomSampler(20, 4)));
            loader.SetEpoch(5);
            var rest = Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, 2));
            Assert.Equal(6, loader.Epoch);
            return (rest, whole: Numbers.ReadAll(accelerator, loader));
        });
        Assert.Equal(new SeedableRandomSampler(20, 9).Skip(12), Numbers.InOrder([.. ranks.Select(rank => rank.rest)]));
        Assert.Equal(new SeedableRandomSampler(20, 10), Numbers.InOrder([.. ranks.Select(rank => rank.whole)]));
    }

    [Theory]
    [InlineData(1, "[6 7] [12 13]; [8 9] [14 15]; [10 11] [16 0]", 17)]
    [InlineData(2, "[12 13]; [14 15]; [16 0]", 11)]
    [InlineData(3, "; ; ", 6)]
    public void After_a_skip_the_last_round_is_filled_up_with_the_first_samples_of_the_pass(long skip, string expected, int read)
    {
        var reads = new int[3];
        var ranks = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true });
            var dataset = new Numbers(17);
            using var loader = accelerator.Prepare(Numbers.Loader(dataset, 2));
            var batches = Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, skip));
            reads[group.Rank] = dataset.Read;
            return batches;
        });
        Assert.Equal(expected, Text(ranks));
        Assert.Equal(Numbers.UpTo(17).Skip((int)skip * 6), Numbers.InOrder(ranks));
        Assert.Equal([read, 0, 0], reads);
        var sequence = Ranks.Run(2, group =>
        {
            using var scope = NewDisposeScope();
            using var accelerator = Numbers.Accelerator(group);
            return Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(accelerator.Prepare(Only(group, [arange(2), arange(2, 4), arange(4, 6), arange(6, 7)])), 1));
        });
        Assert.Equal("[4 5]; [6 0]", Text(sequence));
    }

    [Fact]
    public void A_dropped_round_is_counted_by_no_rank() => Assert.Equal("[0]; [1]; [2]; [3]; [4]", Text(Read(5, 8, 1, even: false, dropLast: true)));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 9, 9)]
    [InlineData(9, 2, 1)]
    [InlineData(9, 0, 9)]
    public void A_loop_that_ranks_leave_early_can_begin_again(params int[] stops)
    {
        var ranks = Ranks.Run(3, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true });
            using var loader = accelerator.Prepare(Numbers.Loader(18, 2, new SeedableRandomSampler(18, 1)));
            var seen = 0;
            foreach (var batch in loader)
            {
                if (seen++ == stops[group.Rank])
                    break;
            }
            return Numbers.ReadAll(accelerator, loader);
        });
        Assert.Equal(new SeedableRandomSampler(18, 2), Numbers.InOrder(ranks));
    }

    [Fact]
    public void A_loader_can_be_read_inside_its_own_loop()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true });
            using var loader = accelerator.Prepare(Numbers.Loader(8, 2));
            var outer = new List<long>();
            foreach (var batch in loader)
            {
                outer.AddRange(batch.data<long>().ToArray());
                Assert.Equal(2, loader.Count());
            }
            return outer;
        });
        Assert.Equal([[0, 1, 4, 5], [2, 3, 6, 7]], ranks);
    }

    [Fact]
    public void The_check_of_collectives_finds_nothing_wrong()
    {
        var ranks = Ranks.Run(
            2,
            group =>
            {
                using var accelerator = Numbers.Accelerator(group);
                using var shuffled = accelerator.Prepare(Numbers.Loader(7, 2, new SeedableRandomSampler(7, group.Rank)));
                using var listed = accelerator.Prepare(Numbers.Loader(3, 1, [2, 0, 1]));
                var sent = accelerator.Prepare(Only(group, [arange(4), arange(3)]));
                return (shuffled.Count(), listed.Count(), sent.Sum(batch => batch.shape[0]));
            },
            new() { Debug = true });
        Assert.All(ranks, counts => Assert.Equal((2, 2, 4L), counts));
    }

    [Fact]
    public void What_rank_0_cannot_read_is_an_error_everywhere_after_the_batches_before_it()
    {
        var ranks = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true });
            using var loader = accelerator.Prepare(Numbers.Loader(new Numbers(9), 2, [0, 1, 2, 3, 99]));
            var seen = 0;
            var error = Assert.ThrowsAny<Exception>(() =>
            {
                foreach (var batch in loader)
                    seen++;
            });
            return (seen, error.Message);
        });
        Assert.Equal([1, 1], ranks.Select(rank => rank.seen));
        Assert.Contains("There are 9 samples", ranks[0].Message);
        Assert.Contains("Rank 0, which reads the data", ranks[1].Message);
    }

    [Fact]
    public void Batches_that_cannot_be_put_together_are_an_error_that_says_what_to_do()
    {
        var messages = Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group);
            var loader = accelerator.Prepare(Only(group, [ones(2, 3), ones(2, 4)]));
            return Assert.Throws<InvalidOperationException>(() => loader.Count()).Message;
        });
        Assert.Contains("Float32 [samples, 3] and Float32 [samples, 4]", messages[0]);
        Assert.Contains("DispatchBatches to false", messages[0]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public void No_tensor_is_left_over(int prefetchFactor, bool even)
    {
        LiveTensors.Settle();
        var before = Tensor.TotalCount;
        Ranks.Run(2, group =>
        {
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true, EvenBatches = even, PrefetchFactor = prefetchFactor });
            using var loader = accelerator.Prepare(Numbers.Loader(9, 2));
            var count = even || group.Rank == 0 ? 3 : 2;
            Assert.Equal(count, loader.Count());
            foreach (var batch in loader)
                break;
            Assert.Equal(count, loader.Count());
        });
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(true, true, "[0 1] [4 5] [7 8]; [2 3] [6 0] [9 10]")]
    [InlineData(false, true, "[0 1] [4 5] [7 8]; [2 3] [6] [9 10]")]
    [InlineData(true, false, "[0 1] [4 5] [7 8]; [2 3] [6 0] [9 10]")]
    public void Batches_without_samples_are_passed_over(bool even, bool split, string expected)
    {
        var ranks = ReadSequence(even, split, 0, 4, 0, 3, 0, 0, 0, 4, 0);
        Assert.Equal(expected, Text(ranks));
        Assert.Equal(Numbers.UpTo(11), Numbers.InOrder(ranks));
        Assert.All(ReadSequence(even, split, 0, 0, 0), Assert.Empty);
    }

    [Fact]
    public void A_round_that_has_nothing_for_a_rank_takes_in_the_next_unless_it_is_the_last()
    {
        var ranks = ReadSequence(even: false, split: true, 2, 1, 3, 1);
        Assert.Equal("[0] [2 3] [6]; [1] [4 5]", Text(ranks));
        Assert.Equal([[false, false, true], [false, true]], ranks.Select(batches => batches.Select(batch => batch.IsLast)));
    }

    [Fact]
    public void A_batch_without_one_of_its_tensors_is_an_error_that_says_what_to_do()
    {
        foreach (var (batch, problem) in new[] { ((ones(2), null!), "null where a tensor belongs"), ((ones(2), tensor(1f)), "a first dimension") })
        {
            var messages = Ranks.Run(2, group =>
            {
                using var accelerator = Numbers.Accelerator(group);
                return Assert.Throws<InvalidOperationException>(() => accelerator.Prepare(Only<(Tensor, Tensor)>(group, [batch])).Count()).Message;
            });
            Assert.Contains(problem, messages[0]);
            Assert.Contains("DispatchBatches to false", messages[0]);
            Assert.Contains("Rank 0, which reads the data", messages[1]);
        }
        Assert.Contains("no tensor", Assert.Throws<InvalidOperationException>(() => BatchForm.Of(Array.Empty<Tensor>())).Message);
    }

    private static List<Numbers.Share>[] Read(int processes, long samples, int batchSize, bool even, bool dropLast) => Ranks.Run(processes, group =>
    {
        using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = true, EvenBatches = even });
        using var loader = accelerator.Prepare(Numbers.Loader(samples, batchSize, dropLast: dropLast));
        var batches = Numbers.ReadAll(accelerator, loader);
        Assert.Equal(batches.Count, loader.Count);
        return batches;
    });

    /// <summary>What two ranks get of a sequence of batches of some lengths.</summary>
    private static List<Numbers.Share>[] ReadSequence(bool even, bool split, params int[] lengths) => Ranks.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        using var accelerator = Numbers.Accelerator(group, new() { EvenBatches = even, SplitBatches = split });
        return Numbers.ReadAll(accelerator, accelerator.Prepare(Batches()));

        IEnumerable<Tensor> Batches()
        {
            var first = 0L;
            foreach (var length in lengths)
            {
                yield return arange(first, first + length, ScalarType.Int64);
                first += length;
            }
        }
    });

    /// <summary>A sequence that only rank 0 can read.</summary>
    private static IEnumerable<TBatch> Only<TBatch>(ProcessGroup group, TBatch[] batches)
    {
        foreach (var batch in batches)
            yield return group.Rank == 0 ? batch : throw new InvalidOperationException("read on another rank");
    }

    private static string Text(Tensor tensor) => $"[{string.Join(" ", tensor.to(ScalarType.Int64).data<long>().ToArray())}]";

    private static string Text(List<Numbers.Share>[] ranks) => string.Join("; ", ranks.Select(batches => string.Join(" ", batches.Select(batch => $"[{string.Join(" ", batch.Samples)}]"))));

    private readonly record struct Own(Tensor Images, Tensor Labels) : IBatch<Own>
    {
        public Own To(Device device, bool nonBlocking) => this;

        public Own Map(Func<Tensor, Tensor> map) => new(map(Images), map(Labels));

        public void Dispose() => Images.Dispose();
    }

    private readonly record struct Outer(Tensor Images, Collectives.Pair Inner) : IBatch<Outer>
    {
        public Outer To(Device device, bool nonBlocking) => this;

        public Outer Map(Func<Tensor, Tensor> map) => new(map(Images), Inner.Map(map));

        public void Dispose() => Images.Dispose();
    }

    private readonly record struct Named(Tensor Images, string Name) : IBatch<Named>
    {
        public Named To(Device device, bool nonBlocking) => this;

        public Named Map(Func<Tensor, Tensor> map) => this with { Images = map(Images) };

        public void Dispose() => Images.Dispose();
    }

    private readonly record struct Optional(Tensor Images, Tensor? Labels) : IBatch<Optional>
    {
        public Optional To(Device device, bool nonBlocking) => this;

        public Optional Map(Func<Tensor, Tensor> map) => new(map(Images), Labels is null ? null : map(Labels));

        public void Dispose() => Images.Dispose();
    }
}
