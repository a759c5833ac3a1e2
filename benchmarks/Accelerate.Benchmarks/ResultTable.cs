using System.Globalization;
using System.Text;

namespace Accelerate.Benchmarks;

/// <summary>The results of all workloads as a table in Markdown.</summary>
internal sealed class ResultTable
{
    private readonly List<(string Workload, IReadOnlyDictionary<string, double> Microseconds)> _rows = [];

    public void Add(string workload, IReadOnlyDictionary<string, double> microseconds) => _rows.Add((workload, microseconds));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("| workload | plain, µs/step | written ÷ plain | the same, batches ready | generated ÷ plain, batches ready | Python, µs/step | plain ÷ Python | written ÷ Python |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var (workload, microseconds) in _rows)
        {
            text.AppendLine($"| {workload} | {Time(Columns.Plain)} | {Ratio(Columns.Written, Columns.Plain)} | {Ratio(Columns.WrittenReady, Columns.PlainReady)} | {Ratio(Columns.GeneratedReady, Columns.PlainReady)} | " +
                $"{Time(Columns.Python)} | {Ratio(Columns.Plain, Columns.Python)} | {Ratio(Columns.Written, Columns.Python)} |");

            string Time(string loop) => microseconds.TryGetValue(loop, out var time) ? time.ToString("F0", CultureInfo.InvariantCulture) : "–";
            string Ratio(string of, string to) => microseconds.TryGetValue(of, out var time) && microseconds.TryGetValue(to, out var other)
                ? (time / other).ToString("F3", CultureInfo.InvariantCulture) : "–";
        }
        return text.ToString();
    }
}
