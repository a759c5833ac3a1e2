using System.CommandLine;

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
            result.InvocationConfiguration.Error.WriteLine($"accelerate {result.CommandResult.Command.Name}: {error.Message}");
            return 1;
        }
    }
}
