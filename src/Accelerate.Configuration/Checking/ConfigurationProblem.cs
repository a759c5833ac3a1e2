using System.Globalization;

namespace Accelerate.Configuration;

/// <summary>A mistake in a configuration file.</summary>
internal sealed class ConfigurationProblem(ConfigurationProblemKind kind, string message, YamlSpan span)
{
    public ConfigurationProblemKind Kind { get; } = kind;

    /// <summary>What is wrong, what was found, what to do.</summary>
    public string Message { get; } = message;

    public YamlSpan Span { get; } = span;

    /// <summary>Whether a program must not run with the file.</summary>
    public bool IsError => Kind != ConfigurationProblemKind.NoEffect;

    /// <summary>"3:5: message", counted from 1 as editors do.</summary>
    public override string ToString() =>
        string.Concat((Span.StartLine + 1).ToString(CultureInfo.InvariantCulture), ":", (Span.StartColumn + 1).ToString(CultureInfo.InvariantCulture), ": ", Message);
}
