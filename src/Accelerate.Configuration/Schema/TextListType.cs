namespace Accelerate.Configuration;

/// <summary>One text or a list of them.</summary>
internal sealed class TextListType : KeyType
{
    public override string Expectation => "text or a list of texts";

    public override bool Accepts(YamlNode value) => value is YamlScalar || value is YamlSequence list && list.Items.All(static item => item is YamlScalar);
}
