namespace Accelerate.Configuration;

/// <summary>Any text, such as a name or a path.</summary>
internal sealed class TextType : KeyType
{
    public override string Expectation => "text";

    public override bool Accepts(YamlNode value) => value is YamlScalar;
}
