namespace Accelerate.Configuration;

/// <summary>A key of the configuration file.</summary>
internal sealed class ConfigurationKey(string name, KeyType type, string? unused = null)
{
    public string Name { get; } = name;

    public KeyType Type { get; } = type;

    /// <summary>Why a .NET program has no use for the key; null where it has.</summary>
    public string? Unused { get; } = unused;
}
