namespace Accelerate.Configuration;

/// <summary>A text is not YAML, or not one document of named values.</summary>
internal sealed class YamlSyntaxException(string message, YamlSpan span) : Exception(message)
{
    public YamlSpan Span { get; } = span;
}
