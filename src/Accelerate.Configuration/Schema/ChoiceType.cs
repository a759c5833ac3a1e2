namespace Accelerate.Configuration;

/// <summary>One of several names, in any casing.</summary>
internal sealed class ChoiceType(params string[] names) : KeyType
{
    public IReadOnlyList<string> Names { get; } = names;

    public override string Expectation => Words.Alternatives(Names);

    public override bool Accepts(YamlNode value) => value is YamlScalar scalar && Names.Contains(scalar.Text.Trim(), StringComparer.OrdinalIgnoreCase);
}
