using System.Globalization;
using System.Text;

namespace Accelerate.Build.Benchmarks;

/// <summary>The ratios of all samples as a table in Markdown. Each number is the median over the pairs.</summary>
internal sealed class BuildTable
{
    private readonly StringBuilder _text = new(
        "| sample | generated lines | build, ms | with ÷ without | compiler, ms | with ÷ without |\n" +
        "|---|---|---|---|---|---|\n");

    public void Add(string sample, int generatedLines, IReadOnlyList<BuildPair> pairs) =>
        _text.Append(CultureInfo.InvariantCulture,
            $"| {sample} | {generatedLines} | {Median(pairs, pair => pair.Without.Whole.TotalMilliseconds):F0} | {Median(pairs, pair => pair.With.Whole / pair.Without.Whole):F2} | " +
            $"{Median(pairs, pair => pair.Without.Compiler.TotalMilliseconds):F0} | {Median(pairs, pair => pair.With.Compiler / pair.Without.Compiler):F2} |\n");

    public override string ToString() => _text.ToString();

    private static double Median(IReadOnlyList<BuildPair> pairs, Func<BuildPair, double> value)
    {
        var sorted = pairs.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
