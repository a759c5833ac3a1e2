using System.CommandLine;
using Accelerate.Cli.Configuring;
using Accelerate.Cli.Diagnosing;
using Accelerate.Cli.Launching;
using Accelerate.Launching;

namespace Accelerate.Cli;

/// <summary>The command <c>accelerate</c>, put together from a class for each of its sub-commands.</summary>
internal static class AccelerateCommand
{
    /// <summary>The exit code of a command line with an error; that of a launch that cannot begin is the same.</summary>
    private const int NotUnderstood = 2;

    /// <summary>Runs a command line; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var launch = new LaunchCommand(Environment.GetEnvironmentVariable);
        var root = new RootCommand("Trains a .NET program on any number of processes and machines.");
        root.Subcommands.Add(launch);
        root.Subcommands.Add(new ConfigCommand(Environment.GetEnvironmentVariable));
        root.Subcommands.Add(new EnvCommand(Environment.GetEnvironmentVariable));
        root.Subcommands.Add(new TestCommand(arguments => RunAsync([launch.Name, .. arguments])));
        root.Subcommands.Add(new SelfTestCommand(Environment.GetEnvironmentVariable));
        IReadOnlyList<string> prepared;
        try
        {
            prepared = arguments is [var first, ..] && first == launch.Name
                ? [first, .. LaunchArguments.Separate(launch.Options.Concat(root.Options.Where(static option => option.Recursive)), arguments[1..])]
                : [.. arguments.Select(WithHyphens)];
        }
        catch (LaunchException error)
        {
            Console.Error.WriteLine($"accelerate launch: {error.Message}");
            return NotUnderstood;
        }
        // A program's argument may begin with @.
        var parsed = root.Parse(prepared, new() { ResponseFileTokenReplacer = null });
        var exitCode = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null }).ConfigureAwait(false);
        return parsed.Errors.Count == 0 ? exitCode : NotUnderstood;
    }

    /// <summary>Options can be written as Hugging Face's are, with underscores: <c>--num_processes</c>.</summary>
    private static string WithHyphens(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
            return argument;
        var end = argument.IndexOf('=') is >= 0 and var sign ? sign : argument.Length;
        return string.Concat(argument[..end].Replace('_', '-'), argument.AsSpan(end));
    }
}
