using System.CommandLine;
using Accelerate.Cli.Configuring;
using Accelerate.Cli.Diagnosing;
using Accelerate.Cli.Launching;

namespace Accelerate.Cli;

/// <summary>The command <c>accelerate</c>, put together from a class for each of its sub-commands.</summary>
internal static class AccelerateCommand
{
    /// <summary>Runs a command line; returns its exit code.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Trains a .NET program on any number of processes and machines.");
        root.Subcommands.Add(new LaunchCommand());
        root.Subcommands.Add(new ConfigCommand(Environment.GetEnvironmentVariable));
        root.Subcommands.Add(new EnvCommand(Environment.GetEnvironmentVariable));
        return root.Parse(arguments.Select(WithHyphens).ToArray()).InvokeAsync(new() { ProcessTerminationTimeout = null });
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
