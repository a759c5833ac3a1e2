namespace Accelerate.Configuration;

/// <summary>A value in a YAML file, with its place there.</summary>
internal abstract class YamlNode(YamlSpan span)
{
    public YamlSpan Span { get; } = span;

    /// <summary>What the value is, as a message says it: "a list".</summary>
    public abstract string Description { get; }
}
