using System.CommandLine;

namespace Accelerate.Cli.Launching;

/// <summary>A value of a launch: where it can be said, and what it is where nobody says it.</summary>
/// <param name="Name">The name of the option, without hyphens in front.</param>
/// <param name="Description">What the help says about it.</param>
/// <param name="Variable">The environment variable that says it.</param>
/// <param name="Key">The key of the configuration file that says it; null where it has none.</param>
/// <param name="IsFlag">Whether the option alone means true.</param>
internal sealed record LaunchOption(string Name, string Description, string Variable, string? Key = null, bool IsFlag = false)
{
    /// <summary>The option on the command line.</summary>
    public Option<string?> Option { get; } = new("--" + Name)
    {
        Description = Description,
        Arity = IsFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        HelpName = IsFlag ? "true|false" : null,
    };
}
