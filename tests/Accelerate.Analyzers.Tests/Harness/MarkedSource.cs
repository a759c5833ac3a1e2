using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>Source text in which <c>{|ACC0001:code|}</c> marks where a diagnostic is expected. Marks may be nested.</summary>
internal sealed record MarkedSource(string Text, IReadOnlyList<ExpectedDiagnostic> Expected)
{
    public static MarkedSource Parse(string marked, string path)
    {
        var text = new StringBuilder();
        var expected = new List<ExpectedDiagnostic>();
        var open = new Stack<(string Id, int Start)>();
        for (var at = 0; at < marked.Length;)
        {
            if (IdOfMark(marked, at) is { } id)
            {
                open.Push((id, text.Length));
                at += id.Length + 3;
            }
            else if (open.Count > 0 && string.CompareOrdinal(marked, at, "|}", 0, 2) == 0)
            {
                var (closed, start) = open.Pop();
                expected.Add(new(path, closed, TextSpan.FromBounds(start, text.Length)));
                at += 2;
            }
            else
                text.Append(marked[at++]);
        }
        if (open.Count > 0)
            throw new FormatException($"The mark {{|{open.Peek().Id}: is never closed by |}}.");
        return new(text.ToString(), expected);
    }

    private static string? IdOfMark(string marked, int at)
    {
        if (string.CompareOrdinal(marked, at, "{|", 0, 2) != 0)
            return null;
        var end = at + 2;
        while (end < marked.Length && char.IsAsciiLetterOrDigit(marked[end]))
            end++;
        return end > at + 2 && end < marked.Length && marked[end] == ':' ? marked[(at + 2)..end] : null;
    }
}
