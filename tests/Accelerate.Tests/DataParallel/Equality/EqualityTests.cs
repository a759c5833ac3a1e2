using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>Any number of ranks trains as one process does with the same global batch, whichever loop trains and however the batches are shared out.</summary>
public sealed class EqualityTests
{
    private static readonly Dictionary<EqualityCase, EqualityOutcome> s_alone = [];

    public static TheoryData<int, bool, bool, int> Cases { get; } = new MatrixTheoryData<int, bool, bool, int>([1, 2, 3, 4], [false, true], [false, true], [1, 4]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_written_loop_reads_and_learns_what_one_process_does(int ranks, bool split, bool shuffled, int accumulation) =>
        Check(ranks, split, shuffled, accumulation, WrittenLoop.Train);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_generated_loop_reads_and_learns_what_one_process_does(int ranks, bool split, bool shuffled, int accumulation) =>
        Check(ranks, split, shuffled, accumulation, GeneratedLoop.Run);

    private static void Check(int ranks, bool split, bool shuffled, int accumulation, Func<EqualityCase, Accelerator, EqualityOutcome> train)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float32, 1e-6), (ScalarType.Float64, 1e-10) })
        {
            var work = new EqualityCase(ranks, split, shuffled, accumulation, type);
            var expected = Alone(work);
            var outcomes = ranks == 1 ? [Train(null)] : Ranks.Run(ranks, Train);

            Assert.Equal(expected.Batches, Together(outcomes));
            Assert.All(outcomes, outcome => Assert.InRange(Distance(expected.Weights, outcome.Weights), 0, tolerance));
            Assert.All(outcomes, outcome => Assert.Equal(outcomes[0].Weights, outcome.Weights));

            EqualityOutcome Train(ProcessGroup? group)
            {
                using var accelerator = new Accelerator(work.Options(group));
                return train(work, accelerator);
            }
        }
    }

    /// <summary>What one process without Accelerate comes to; it knows nothing of ranks.</summary>
    private static EqualityOutcome Alone(EqualityCase work)
    {
        var key = work with { Ranks = 1, Split = false };
        if (!s_alone.TryGetValue(key, out var outcome))
            s_alone.Add(key, outcome = PlainLoop.Train(key));
        return outcome;
    }

    /// <summary>The batches of all ranks put together, step by step.</summary>
    private static IEnumerable<long[]> Together(EqualityOutcome[] ranks)
    {
        Assert.All(ranks, rank => Assert.Equal(ranks[0].Batches.Count, rank.Batches.Count));
        return Enumerable.Range(0, ranks[0].Batches.Count).Select(step => ranks.SelectMany(rank => rank.Batches[step]).ToArray());
    }

    private static double Distance(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        return expected.Zip(found, static (one, other) => double.IsNaN(other) ? double.PositiveInfinity : Math.Abs(one - other)).Max();
    }
}
