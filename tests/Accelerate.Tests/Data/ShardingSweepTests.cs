using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

/// <summary>Loaders of every size and kind, against the rule stated once more, position by position.</summary>
public sealed class ShardingSweepTests
{
    private static readonly int s_passes = Environment.GetEnvironmentVariable(LongTests.Variable) == "1" ? 400 : 12;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Each_rank_gets_what_the_rule_gives_it_and_together_they_get_every_sample_once(int ranks) => Ranks.Run(ranks, group =>
    {
        // The same draws on every rank.
        var random = new Random(ranks);
        for (var pass = 0; pass < s_passes; pass++)
        {
            using var scope = NewDisposeScope();
            var each = random.Next(1, 7);
            var round = each * ranks;
            var samples = Math.Max(0, random.Next(4) switch { 0 => random.Next(2 * ranks), 1 => (round * random.Next(4)) + random.Next(-1, 2), _ => random.Next(6 * round) });
            var (split, dispatch, even, drop) = (random.Next(2) == 0, random.Next(2) == 0, random.Next(3) > 0, random.Next(3) == 0);
            var (skip, isShuffled) = (random.Next(3), random.Next(2) == 0);
            var rule = new Rule(samples, ranks, each, dispatch, even, drop);
            var what = $"{rule}, split {split}, skip {skip}, shuffled {isShuffled}";
            var order = isShuffled ? new SeedableRandomSampler(samples, seed: pass).ToArray() : Numbers.UpTo(samples);

            using var accelerator = Numbers.Accelerator(group, new() { SplitBatches = split, DispatchBatches = dispatch, EvenBatches = even });
            var dataset = new Numbers(samples);
            using var loader = accelerator.Prepare(Numbers.Loader(dataset, split ? round : each, isShuffled ? new SeedableRandomSampler(samples, seed: pass) : null, drop));
            var expected = rule.Of(group.Rank);
            Assert.True(loader.Count == expected.Count, $"{loader.Count} batches announced and {expected.Count} expected: {what}");

            var batches = Numbers.ReadAll(accelerator, accelerator.SkipFirstBatches(loader, skip));
            expected = [.. expected.Skip(skip)];
            Assert.True(expected.Count == batches.Count, $"{batches.Count} batches: {what}");
            for (var i = 0; i < batches.Count; i++)
            {
                var (positions, valid) = expected[i];
                Assert.True(positions.Select(position => order[position]).SequenceEqual(batches[i].Samples), $"batch {i} is {string.Join(" ", batches[i].Samples)}: {what}");
                Assert.True((positions.Length, valid, i == batches.Count - 1) == (batches[i].Rows, batches[i].ValidRows, batches[i].IsLast), $"batch {i} is {batches[i]}: {what}");
            }
            if (!dispatch)
                Assert.True(dataset.Read == batches.Sum(batch => batch.Samples.Length), $"{dataset.Read} samples were read: {what}");
            if (!even && rule.Kept % round != 0)
                continue;

            var gathered = new List<long>();
            foreach (var batch in accelerator.SkipFirstBatches(loader, skip))
                gathered.AddRange(accelerator.GatherForMetrics(batch).data<long>().ToArray());
            var again = isShuffled ? [.. new SeedableRandomSampler(samples, seed: pass + 1)] : order;
            Assert.True(again.Take(rule.Kept).Skip(skip * round).SequenceEqual(gathered), $"{string.Join(" ", gathered)} gathered: {what}");
        }
    });

    private sealed record Rule(int Samples, int Ranks, int Each, bool Dispatch, bool Even, bool Drop)
    {
        private int Round => Each * Ranks;

        /// <summary>The number of samples that are handed out.</summary>
        public int Kept => Drop ? Samples - (Samples % Round) : Samples;

        /// <summary>The batches of a rank, as positions in the order of the samples, and how many of them count.</summary>
        public List<(int[] Positions, int Valid)> Of(int rank)
        {
            var batches = new List<(int[], int)>();
            for (var start = 0; start < Kept; start += Round)
            {
                var left = Math.Min(Round, Kept - start);
                // A dispatched round is cut alike, and so is short of a few; the shares of a loader are whole batches.
                var share = Dispatch ? (left + Ranks - 1) / Ranks : Each;
                var filling = Math.Min(Samples, Dispatch ? Math.Min(Round, Ranks - 1) : Round);
                var valid = Math.Clamp(left - (rank * share), 0, share);
                int[] positions = [.. Enumerable.Range(rank * share, share).Where(place => Even || place < left).Select(place => place < left ? start + place : (place - left) % filling)];
                if (positions.Length > 0)
                    batches.Add((positions, valid));
            }
            return batches;
        }
    }
}
