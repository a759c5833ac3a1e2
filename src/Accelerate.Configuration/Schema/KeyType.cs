namespace Accelerate.Configuration;

/// <summary>What the value of a key may be.</summary>
internal abstract class KeyType
{
    /// <summary>What is accepted, as the end of "It is …": "true or false".</summary>
    public abstract string Expectation { get; }

    /// <summary>Whether a value that is not null is accepted.</summary>
    public abstract bool Accepts(YamlNode value);
}
