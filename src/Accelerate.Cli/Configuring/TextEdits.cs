using System.Text;
using Accelerate.Configuration;

namespace Accelerate.Cli.Configuring;

/// <summary>Replacements of pieces of a text, made together so that all places are those of the text as it was.</summary>
internal sealed class TextEdits(string text)
{
    private readonly List<(int Start, int End, string Text)> _edits = [];
    private readonly int[] _lineStarts = [0, .. text.Select(static (sign, index) => (sign, index)).Where(static pair => pair.sign == '\n').Select(static pair => pair.index + 1)];

    /// <summary>Replaces what lies from the start of one piece to the end of another.</summary>
    public void Replace(YamlSpan first, YamlSpan last, string replacement) => Replace(Start(first), End(last), replacement);

    public void Replace(int start, int end, string replacement) => _edits.Add((start, end, replacement));

    public int Start(YamlSpan span) => _lineStarts[span.StartLine] + span.StartColumn;

    /// <summary>The end of a piece without the white space that the parser counts in.</summary>
    public int End(YamlSpan span)
    {
        var (start, end) = (Start(span), span.EndLine < _lineStarts.Length ? _lineStarts[span.EndLine] + span.EndColumn : text.Length);
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }

    public string Apply()
    {
        var result = new StringBuilder(text);
        foreach (var (start, end, replacement) in _edits.OrderByDescending(static edit => edit.Start))
            result.Remove(start, end - start).Insert(start, replacement);
        return result.ToString();
    }
}
