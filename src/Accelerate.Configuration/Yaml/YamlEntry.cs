namespace Accelerate.Configuration;

/// <summary>A key of a section and its value.</summary>
internal sealed class YamlEntry(YamlScalar key, YamlNode value)
{
    public YamlScalar Key { get; } = key;

    public YamlNode Value { get; } = value;

    /// <summary>Whether the key has a value that says something: neither null nor an empty section or list.</summary>
    public bool IsSet => Value switch
    {
        YamlScalar scalar => !scalar.IsNull,
        YamlMapping mapping => mapping.Entries.Any(static entry => entry.IsSet),
        YamlSequence sequence => sequence.Items.Count > 0,
        _ => false,
    };
}
