namespace Accelerate.Configuration;

/// <summary>A list of values.</summary>
internal sealed class YamlSequence(IReadOnlyList<YamlNode> items, YamlSpan span) : YamlNode(span)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Description => "a list";
}
