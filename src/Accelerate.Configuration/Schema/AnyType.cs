namespace Accelerate.Configuration;

/// <summary>Any value; Hugging Face hands it on unread.</summary>
internal sealed class AnyType : KeyType
{
    public override string Expectation => "any value";

    public override bool Accepts(YamlNode value) => true;
}
