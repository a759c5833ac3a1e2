namespace Accelerate.Configuration;

/// <summary>A section of keys.</summary>
/// <param name="prefix">What the keys may be written with or without: <c>fsdp_</c>; empty for nothing.</param>
/// <param name="keys">The keys, with the prefix.</param>
internal sealed class SectionType(string prefix, params ConfigurationKey[] keys) : KeyType
{
    private readonly Dictionary<string, ConfigurationKey> _keys = keys.ToDictionary(static key => key.Name, StringComparer.Ordinal);

    public IReadOnlyList<ConfigurationKey> Keys { get; } = keys;

    public override string Expectation => "a section: keys below it, indented";

    public override bool Accepts(YamlNode value) => value is YamlMapping;

    /// <summary>The key of a name, with or without the prefix.</summary>
    public ConfigurationKey? Find(string name) =>
        _keys.TryGetValue(name, out var key) || (prefix.Length > 0 && _keys.TryGetValue(prefix + name, out key)) ? key : null;
}
