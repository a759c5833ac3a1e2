using Accelerate.Testing;
using Accelerate.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

/// <summary>What <c>GatherForMetrics</c> returns in loops over prepared loaders.</summary>
public sealed class MetricsOfLoopsTests
{
    private static readonly int[] s_samples = [0, 1, 2, 3, 5, 6, 7, 12, 13];

    /// <summary>A loader of the samples 0 to <c>count</c> of any kind, and how many of them a step of all ranks takes.</summary>
    private delegate (IEnumerable<Tensor> Batches, Action<long> Skip, int PerStep) Prepare(Accelerator accelerator, int count);

    private static readonly Dictionary<string, (DataLoaderConfiguration Configuration, Prepare Prepare)> s_kinds = new()
    {
        ["shares"] = (new(), (accelerator, count) => Of(accelerator, accelerator.Prepare(Numbers.Loader(count, 2)), 2 * accelerator.NumProcesses)),
        ["shares of one batch"] = (new() { SplitBatches = true }, (accelerator, count) => Of(accelerator, accelerator.Prepare(Numbers.Loader(count, 2 * accelerator.NumProcesses)), 2 * accelerator.NumProcesses)),
        ["dispatched"] = (new() { DispatchBatches = true }, (accelerator, count) => Of(accelerator, accelerator.Prepare(Numbers.Loader(count, 2)), 2 * accelerator.NumProcesses)),
        ["one batch dispatched"] = (new() { DispatchBatches = true, SplitBatches = true }, (accelerator, count) => Of(accelerator, accelerator.Prepare(Numbers.Loader(count, 2 * accelerator.NumProcesses)), 2 * accelerator.NumProcesses)),
        ["sequence"] = (new(), (accelerator, count) => Of(accelerator, accelerator.Prepare(Sequence(count)), 2 * accelerator.NumProcesses)),
        ["turns"] = (new() { DispatchBatches = false }, (accelerator, count) => Of(accelerator, accelerator.Prepare(Sequence(count)), 2 * accelerator.NumProcesses)),
        ["turns of a type of its own"] = (new(), (accelerator, count) =>
        {
            var loader = accelerator.Prepare(Sequence(count).Select(values => new Pair(values, "here")));
            return (loader.Select(pair => pair.Values), batches => accelerator.SkipFirstBatches(loader, batches), 2 * accelerator.NumProcesses);
        }),
    };

    public static TheoryData<string, int> Kinds => new(s_kinds.Keys.SelectMany(kind => Enumerable.Range(1, 3).Select(ranks => (kind, ranks))));

    [Theory, MemberData(nameof(Kinds))]
    public void Every_sample_comes_once_and_in_order(string kind, int ranks) => Run(kind, ranks, (accelerator, prepare) =>
    {
        foreach (var count in s_samples)
        {
            var (batches, skip, perStep) = prepare(accelerator, count);
            Assert.Equal(Numbers.UpTo(count), Gathered(accelerator, batches));

            // A loop that is left early, one that begins later, and a whole one again.
            foreach (var batch in batches)
            {
                Assert.Equal(Numbers.UpTo(Math.Min(count, perStep)), accelerator.GatherForMetrics(batch).data<long>().ToArray());
                break;
            }
            skip(1);
            Assert.Equal(Numbers.UpTo(count).Skip(perStep), Gathered(accelerator, batches));
            Assert.Equal(Numbers.UpTo(count), Gathered(accelerator, batches));
        }
    });

    [Theory, MemberData(nameof(Kinds))]
    public void A_loop_inside_another_has_its_own_samples(string kind, int ranks) => Run(kind, ranks, (accelerator, prepare) =>
    {
        var outer = prepare(accelerator, 7).Batches;
        var inner = prepare(accelerator, 5).Batches;
        var seen = new List<long>();
        foreach (var batch in outer)
        {
            Assert.Equal(Numbers.UpTo(5), Gathered(accelerator, inner));
            foreach (var first in inner)
                break;
            seen.AddRange(accelerator.GatherForMetrics(batch).data<long>().ToArray());
        }
        Assert.Equal(Numbers.UpTo(7), seen);
        Assert.Equal(ranks, accelerator.GatherForMetrics(zeros(1)).shape[0]);
    });

    [Fact]
    public void Ranks_whose_loops_have_different_numbers_of_batches_are_told_so()
    {
        var messages = Ranks.Run(2, group =>
        {
            using var scope = NewDisposeScope();
            using var accelerator = Numbers.Accelerator(group, new() { DispatchBatches = false, EvenBatches = false });
            var loader = accelerator.Prepare(Sequence(5));
            return Assert.Throws<InvalidOperationException>(() =>
            {
                for (var epoch = 0; epoch < 2; epoch++)
                    foreach (var batch in loader)
                        accelerator.GatherForMetrics(batch[TensorIndex.Slice(0, 1)]);
            }).Message;
        });
        Assert.Equal(messages[0], messages[1]);
        Assert.Contains("rank 0: GatherForMetrics of batch 2 at", messages[0]);
        Assert.Contains("rank 1: GatherForMetrics of batch 1 at", messages[0]);
        Assert.Contains("loops that some leave earlier", messages[0]);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(2, 4)]
    public void Batches_that_show_no_tensors_count_once_too(int ranks, int batches)
    {
        foreach (var (texts, lengths, means) in Ranks.Run(ranks, group =>
        {
            using var scope = NewDisposeScope();
            using var accelerator = Numbers.Accelerator(group);
            var (texts, lengths, means) = (new List<string>(), new List<long>(), 0L);
            foreach (var batch in accelerator.Prepare(Enumerable.Range(0, batches).Select(i => new[] { $"{i}a", $"{i}b" })))
            {
                texts.AddRange(accelerator.GatherForMetrics([.. batch], TestJson.Default.ListString));
                var (length, mean) = accelerator.GatherForMetrics((tensor(batch.Select(text => (long)text[0] - '0').ToArray()), tensor(1f)));
                lengths.AddRange(length.data<long>().ToArray());
                means += mean.shape[0];
            }
            return (texts, lengths, means);
        }))
        {
            Assert.Equal(Enumerable.Range(0, batches).SelectMany(i => new[] { $"{i}a", $"{i}b" }), texts);
            Assert.Equal(Enumerable.Range(0, batches).SelectMany(i => new[] { (long)i, i }), lengths);
            Assert.Equal((batches + ranks - 1) / ranks * ranks, means);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Batches_of_own_types_gather_as_a_whole_with_or_without_what_is_optional(int ranks) => Ranks.Run(ranks, group =>
    {
        using var scope = NewDisposeScope();
        using var accelerator = Numbers.Accelerator(group);
        Assert.Equal((true, false), (BatchForm.CanBuild<Weighted>(), BatchForm.CanBuild<Labelled>()));
        foreach (var count in s_samples)
        {
            var (sent, plain, weighted) = (new List<long>(), new List<long>(), new List<long>());
            foreach (var batch in accelerator.Prepare(Sequence(count).Select(values => new Weighted(values, values * 10))))
            {
                var all = batch.Gather(accelerator);
                Assert.Equal(all.Values.data<long>().ToArray().Select(value => value * 10), all.Weights.data<long>().ToArray());
                sent.AddRange(all.Values.data<long>().ToArray());
            }
            foreach (var batch in accelerator.Prepare(Sequence(count).Select(values => new Labelled(values, null, $"{group.Rank}"))))
            {
                var all = batch.Gather(accelerator);
                Assert.Equal((null, $"{group.Rank}"), (all.Weights, all.Origin));
                plain.AddRange(all.Values.data<long>().ToArray());
            }
            foreach (var batch in accelerator.Prepare(Sequence(count).Select(values => new Labelled(values, values * 10, ""))))
                weighted.AddRange(batch.Gather(accelerator).Weights!.data<long>().ToArray());
            Assert.Equal(Numbers.UpTo(count), sent);
            Assert.Equal(Numbers.UpTo(count), plain);
            Assert.Equal(Numbers.UpTo(count).Select(value => value * 10), weighted);
        }
    });

    [Fact]
    public void Ranks_that_read_sequences_of_their_own_may_have_batches_of_different_lengths()
    {
        var gathered = Ranks.Run(2, group =>
        {
            using var scope = NewDisposeScope();
            using var accelerator = Numbers.Accelerator(group);
            return Gathered(accelerator, accelerator.Prepare(new OwnBatches(group.Rank)));
        });
        Assert.All(gathered, samples => Assert.Equal([0, 1, 10, 11, 12, 2, 13], samples));
    }

    private static void Run(string kind, int ranks, Action<Accelerator, Prepare> body) => Ranks.Run(ranks, group =>
    {
        using var scope = NewDisposeScope();
        using var accelerator = Numbers.Accelerator(ranks == 1 ? null : group, s_kinds[kind].Configuration);
        body(accelerator, s_kinds[kind].Prepare);
    });

    /// <summary>The samples of a pass, which come alike as numbers of several types, as truth values and as objects; a number of each rank stays.</summary>
    private static long[] Gathered(Accelerator accelerator, IEnumerable<Tensor> batches)
    {
        var all = new List<long>();
        foreach (var batch in batches)
        {
            var own = (batch, new Dictionary<string, Tensor> { ["odd"] = batch.remainder(2).eq(1), ["wide"] = batch.to(ScalarType.BFloat16).reshape(-1, 1).expand(-1, 3) }, tensor((short)accelerator.ProcessIndex));
            var (samples, more, ranks) = accelerator.GatherForMetrics(own);
            var numbers = samples.data<long>().ToArray();
            Assert.Equal(numbers.Select(number => number % 2 == 1), more["odd"].data<bool>().ToArray());
            Assert.Equal(numbers.Select(number => (float)number), Networks.Floats(more["wide"][TensorIndex.Colon, 2].to(ScalarType.Float32)));
            Assert.Equal(Enumerable.Range(0, accelerator.NumProcesses).Select(rank => (short)rank), ranks.data<short>().ToArray());
            Assert.Equal(numbers, accelerator.GatherForMetrics([.. batch.data<long>().ToArray()], TestJson.Default.ListInt64));
            all.AddRange(numbers);
        }
        return [.. all];
    }

    private static (IEnumerable<Tensor> Batches, Action<long> Skip, int PerStep) Of(Accelerator accelerator, AcceleratedLoader<Tensor> loader, int perStep) =>
        (loader, batches => accelerator.SkipFirstBatches(loader, batches), perStep);

    private static IEnumerable<Tensor> Sequence(int count)
    {
        for (var first = 0; first < count; first += 2)
            yield return arange(first, Math.Min(first + 2, count), ScalarType.Int64);
    }

    private sealed class OwnBatches(int rank) : IEnumerable<Tensor>, IAlreadySharded
    {
        public IEnumerator<Tensor> GetEnumerator()
        {
            yield return arange(10 * rank, (10 * rank) + 2 + rank, ScalarType.Int64);
            yield return rank == 0 ? tensor(new[] { 2L }) : tensor(new[] { 13L });
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
