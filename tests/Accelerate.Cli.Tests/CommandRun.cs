using System.CommandLine;

namespace Accelerate.Cli.Tests;

/// <summary>A command run inside the test: its exit code and what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(Command command, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = command.Parse(arguments).Invoke(new() { Output = output, Error = error });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
