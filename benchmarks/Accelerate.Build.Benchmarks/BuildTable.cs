using System.Globalization;
using System.Text;

namespace Accelerate.Build.Benchmarks;

/// <summary>The ratios of all samples as a table in Markdown. Each number is the median over the pairs, with the quartiles of a ratio behind it.</summary>
internal sealed class BuildTable
{
    private readonly StringBuilder _text = new(
        "| sample | compiler | generated lines | whole build, ms | with ÷ without | compiling, ms | with ÷ without |\n" +
        "|---|---|---|---|---|---|---|\n");

    public void Add(string sample, bool cold, int generatedLines, IReadOnlyList<BuildPair> pairs) =>
        _text.Append(CultureInfo.InvariantCulture,
            $"| {sample} | {(cold ? "started anew" : "running")} | {generatedLines} | {Median(pairs, pair => pair.Without.Whole.TotalMilliseconds):F0} | {Ratio(pairs, pair => pair.With.Whole / pair.Without.Whole)} | " +
            $"{Median(pairs, pair => pair.Without.Compiler.TotalMilliseconds):F0} | {Ratio(pairs, pair => pair.With.Compiler / pair.Without.Compiler)} |\n");

    public override string ToString() => _text.ToString();

    private static double Median(IReadOnlyList<BuildPair> pairs, Func<BuildPair, double> value) => Quantile(pairs, value, 0.5);

    private static string Ratio(IReadOnlyList<BuildPair> pairs, Func<BuildPair, double> value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(pairs, value):F2} ({Quantile(pairs, value, 0.25):F2}–{Quantile(pairs, value, 0.75):F2})");

    private static double Quantile(IReadOnlyList<BuildPair> pairs, Func<BuildPair, double> value, double share)
    {
        var sorted = pairs.Select(value).Order().ToArray();
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
