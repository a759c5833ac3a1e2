namespace Accelerate.Configuration;

/// <summary>A single value: text, a number, true or false, or nothing.</summary>
internal sealed class YamlScalar(string text, bool isPlain, YamlSpan span) : YamlNode(span)
{
    public string Text { get; } = text;

    /// <summary>Whether the value is absent: YAML's null, which must not be in quotes.</summary>
    public bool IsNull => isPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Description => IsNull ? "nothing" : $"'{Text}'";
}
