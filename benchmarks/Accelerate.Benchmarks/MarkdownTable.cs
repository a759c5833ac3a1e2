using System.Globalization;

namespace Accelerate.Benchmarks;

/// <summary>A table in Markdown.</summary>
internal static class MarkdownTable
{
    public static string Of(string[] head, IEnumerable<IEnumerable<string>> rows) =>
        string.Join('\n', [Line(head), Line(head.Select(_ => "---")), .. rows.Select(Line), ""]);

    public static string Number(double value) => value.ToString(value < 1000 ? "F1" : "F0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
