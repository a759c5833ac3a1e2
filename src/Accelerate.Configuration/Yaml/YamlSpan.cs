namespace Accelerate.Configuration;

/// <summary>A piece of a file: from the start to just before the end, in lines and columns from 0.</summary>
internal readonly struct YamlSpan(int startLine, int startColumn, int endLine, int endColumn)
{
    public int StartLine { get; } = startLine;

    public int StartColumn { get; } = startColumn;

    public int EndLine { get; } = endLine;

    public int EndColumn { get; } = endColumn;

    /// <summary>The empty piece at the start.</summary>
    public YamlSpan Start => new(StartLine, StartColumn, StartLine, StartColumn);
}
