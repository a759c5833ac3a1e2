using System.Globalization;

namespace Accelerate.Benchmarks;

/// <summary>The results of all workloads as a table in Markdown.</summary>
internal static class ResultTable
{
    public static string Of(IEnumerable<(string Workload, IReadOnlyDictionary<string, double> Microseconds)> results) => MarkdownTable.Of(
        ["workload", "plain, µs/step", "written ÷ plain", "the same, batches ready", "generated ÷ plain, batches ready", "Python, µs/step", "plain ÷ Python", "written ÷ Python"],
        results.Select(result => Row(result.Workload, result.Microseconds)));

    private static IEnumerable<string> Row(string workload, IReadOnlyDictionary<string, double> microseconds)
    {
        return [workload, Time(Columns.Plain), Ratio(Columns.Written, Columns.Plain), Ratio(Columns.WrittenReady, Columns.PlainReady), Ratio(Columns.GeneratedReady, Columns.PlainReady),
            Time(Columns.Python), Ratio(Columns.PlainMean, Columns.Python), Ratio(Columns.WrittenMean, Columns.Python)];

        string Time(string loop) => microseconds.TryGetValue(loop, out var time) ? time.ToString("F0", CultureInfo.InvariantCulture) : "–";
        string Ratio(string of, string to) => microseconds.TryGetValue(of, out var time) && microseconds.TryGetValue(to, out var other) ? MarkdownTable.Ratio(time / other) : "–";
    }
}
