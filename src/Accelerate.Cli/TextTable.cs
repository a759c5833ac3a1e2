namespace Accelerate.Cli;

/// <summary>Rows in columns of even width, readable in a log and in a terminal alike.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return;
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine((Gap + string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
