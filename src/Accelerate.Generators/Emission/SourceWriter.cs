using System.Text;

namespace Accelerate.Generators;

/// <summary>Indented text with the same line ends everywhere.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0)
            _text.Append(' ', _depth * 4).Append(text);
        _text.Append('\n');
    }

    public void Open(string text = "", string bracket = "{")
    {
        if (text.Length > 0)
            Line(text);
        if (bracket.Length > 0)
            Line(bracket);
        _depth++;
    }

    public void Close(string text = "}")
    {
        _depth--;
        Line(text);
    }

    public void Dedent() => _depth--;

    public void Indented(string text)
    {
        _depth++;
        Line(text);
        _depth--;
    }

    public override string ToString() => _text.ToString();
}
