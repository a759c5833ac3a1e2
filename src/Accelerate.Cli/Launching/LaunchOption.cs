using System.CommandLine;

namespace Accelerate.Cli.Launching;

/// <summary>A value of a launch: where it can be said.</summary>
/// <param name="name">The name of the option, without hyphens in front.</param>
/// <param name="description">What the help says about it.</param>
/// <param name="key">The key of the configuration file that says it; null where it has none.</param>
/// <param name="variables">The environment variables that say it; the first that is set counts.</param>
internal sealed class LaunchOption(string name, string description, string? key, params string[] variables)
{
    public string Name { get; } = name;

    public string? Key { get; } = key;

    public IReadOnlyList<string> Variables { get; } = variables;

    /// <summary>Whether the option alone means true.</summary>
    public bool IsFlag { get; init; }

    /// <summary>What a variable says that is set to nothing; null where that is as if it were not set.</summary>
    public string? EmptyMeans { get; init; }

    /// <summary>The option in short; null where it has no such form.</summary>
    public string? Letter { get; init; }

    /// <summary>The option on the command line.</summary>
    public Option<string?> ToOption() => new("--" + Name, Letter is null ? [] : [Letter])
    {
        Description = description,
        Arity = IsFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        HelpName = IsFlag ? "true|false" : "value",
    };
}
