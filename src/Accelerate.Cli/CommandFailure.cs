using System.CommandLine;
using System.CommandLine.Parsing;

namespace Accelerate.Cli;

/// <summary>Turns the failures that a command's user can mend into a message and the exit code 1.</summary>
internal static class CommandFailure
{
    public static int Guard(ParseResult result, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            result.InvocationConfiguration.Error.WriteLine($"{Name(result.CommandResult)}: {error.Message}");
            return 1;
        }
    }

    /// <summary>"accelerate config default".</summary>
    private static string Name(CommandResult command) => command.Parent is CommandResult parent and not { Parent: null } ? $"{Name(parent)} {command.Command.Name}" : $"accelerate {command.Command.Name}";
}
