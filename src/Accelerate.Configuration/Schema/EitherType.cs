namespace Accelerate.Configuration;

/// <summary>A value of one type or of another.</summary>
internal sealed class EitherType(KeyType first, KeyType second) : KeyType
{
    public override string Expectation => $"{first.Expectation}, or {second.Expectation}";

    public override bool Accepts(YamlNode value) => first.Accepts(value) || second.Accepts(value);
}
