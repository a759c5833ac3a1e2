namespace Accelerate.Configuration;

/// <summary>True or false, in every spelling that Hugging Face reads.</summary>
internal sealed class BooleanType : KeyType
{
    public override string Expectation => "true or false";

    public override bool Accepts(YamlNode value) => value is YamlScalar scalar && Parse(scalar.Text) is not null;

    /// <summary>The value of a text; null for one that is neither true nor false.</summary>
    public static bool? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "0" or "n" or "no" or "f" or "false" or "off" => false,
        "1" or "y" or "yes" or "t" or "true" or "on" => true,
        _ => null,
    };
}
