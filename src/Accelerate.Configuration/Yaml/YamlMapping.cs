namespace Accelerate.Configuration;

/// <summary>Keys with a value each, in the order of the file.</summary>
internal sealed class YamlMapping(IReadOnlyList<YamlEntry> entries, YamlSpan span) : YamlNode(span)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Description => "a section";
}
