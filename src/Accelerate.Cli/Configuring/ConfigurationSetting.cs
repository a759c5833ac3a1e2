namespace Accelerate.Cli.Configuring;

/// <summary>A value that a program started here would run with.</summary>
/// <param name="Key">Its key in the configuration file.</param>
/// <param name="Value">The value, as it is written.</param>
/// <param name="Source">Where it came from: an environment variable, a line of the file, or the default.</param>
internal sealed record ConfigurationSetting(string Key, string Value, string Source);
