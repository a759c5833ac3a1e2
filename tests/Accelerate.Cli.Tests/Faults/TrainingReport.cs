using System.Globalization;
using System.Text.RegularExpressions;
using Accelerate.Cli.Tests.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>A line by which <c>TrainWorker</c> says how far it is.</summary>
/// <param name="Rank">The rank that a launcher put in front; -1 for none.</param>
/// <param name="Word">What happened.</param>
/// <param name="Time">When.</param>
/// <param name="Text">What there is to say.</param>
internal sealed partial record TrainingReport(int Rank, string Word, DateTimeOffset Time, string Text)
{
    /// <summary>What <c>TrainWorker</c> alone comes to in ten steps.</summary>
    private const double TrainedAlone = 8.8751048;

    /// <summary>The reports in an output that hold a word, in order.</summary>
    public static TrainingReport[] In(string output, string word) =>
    [
        .. Lines.Matches(output).Where(match => match.Groups["word"].Value == word).Select(match => new TrainingReport(
            match.Groups["rank"] is { Success: true } rank ? int.Parse(rank.Value, CultureInfo.InvariantCulture) : -1,
            word,
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture)),
            match.Groups["text"].Value)),
    ];

    /// <summary>The only such report.</summary>
    public static TrainingReport Single(LaunchedProgram program, string word)
    {
        var found = In(program.Output, word);
        Assert.True(found.Length == 1, $"'{word}' was reported {found.Length} times.\nOutput: {program.Output}\nErrors: {program.Errors}");
        return found[0];
    }

    /// <summary>The processes that joined.</summary>
    public static int[] ProcessesIn(string output) => [.. In(output, "joined").Select(static report => int.Parse(report.Text.Split(' ')[^1], CultureInfo.InvariantCulture))];

    /// <summary>The squares of the trained weights, summed, of each rank that got to its end.</summary>
    public static double[] Weights(string output) => [.. In(output, "trained").Select(static report => double.Parse(report.Text, CultureInfo.InvariantCulture))];

    /// <summary>Whether as many ranks trained to the end, to what one process does with the same global batches: ten steps.</summary>
    public static void AssertTrained(string output, int ranks)
    {
        var weights = Weights(output);
        Assert.Equal(ranks, weights.Length);
        Assert.All(weights, static weight => Assert.Equal(TrainedAlone, weight, 1e-6));
    }

    /// <summary>Writes a time that was taken, for the documentation; what is asserted is only that it is no multiple of it, on however busy a machine.</summary>
    public static void Measured(string what, DateTimeOffset from, DateTimeOffset to)
    {
        var time = to - from;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {time.TotalSeconds:0.00} s"));
        Assert.InRange(time, TimeSpan.FromMilliseconds(-20), TimeSpan.FromSeconds(20));
    }

    // A terminal's escape sequences may stand in front.
    [GeneratedRegex(@"(\[rank (?<rank>\d+)\] )?(?<word>fault|joined|step|thrown|trained|bytes) (?<time>\d{13}) (?<text>.*)")]
    private static partial Regex Lines { get; }
}
