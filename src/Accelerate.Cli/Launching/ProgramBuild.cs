using System.Diagnostics;
using System.Text.Json;
using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary>Builds a project or source file once, and finds the program that comes of it.</summary>
internal static class ProgramBuild
{
    /// <param name="source">The full path of a project or a source file.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="settings">How it is built.</param>
    /// <exception cref="LaunchException">The build failed, and with what; or it is not of a program.</exception>
    public static WorkerProgram Run(string source, IReadOnlyList<string> arguments, BuildSettings settings)
    {
        var start = new ProcessStartInfo(DotNet.Path, ["build", source, "-nologo", "-v", "q", "-c", settings.Configuration, "-getProperty:RunCommand,TargetPath,OutputType"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (settings.Framework is { } framework)
        {
            start.ArgumentList.Add("-f");
            start.ArgumentList.Add(framework);
        }
        // Asked for properties alone, the build only evaluates the project.
        if (!settings.IsSkipped)
            start.ArgumentList.Add("-t:Build");
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        build.WaitForExit();
        if (build.ExitCode != 0)
            throw new LaunchException($"{source} cannot be built:\n{$"{errors.Result}{Messages(output.Result)}".Trim()}");
        return Program(source, output.Result, arguments, settings);
    }

    private static WorkerProgram Program(string source, string output, IReadOnlyList<string> arguments, BuildSettings settings)
    {
        using var document = JsonDocument.Parse(output[Messages(output).Length..]);
        var properties = document.RootElement.GetProperty("Properties");
        var assembly = properties.GetProperty("TargetPath").GetString();
        if (string.IsNullOrEmpty(assembly))
            throw new LaunchException($"{source} is built for several frameworks. Say which: --framework net10.0");
        if (properties.GetProperty("OutputType").GetString() is not ("Exe" or "WinExe"))
            throw new LaunchException($"{source} is a library, not a program. Set <OutputType>Exe</OutputType> in it, or launch the program that uses it.");
        if (!File.Exists(assembly))
            throw new LaunchException($"{source} was not built in configuration {settings.Configuration}: there is no {assembly}. Leave out --no-build.");
        // The program's own executable starts without dotnet having to look for the framework of its project.
        var executable = properties.GetProperty("RunCommand").GetString();
        return !string.IsNullOrEmpty(executable) && Path.IsPathRooted(executable) && File.Exists(executable) && Path.GetFileNameWithoutExtension(executable) != "dotnet"
            ? new(executable, arguments)
            : new(DotNet.Path, [assembly, .. arguments]);
    }

    /// <summary>What the build wrote in front of the properties.</summary>
    private static string Messages(string output) => output.IndexOf("{\n  \"Properties\"", StringComparison.Ordinal) is >= 0 and var start ? output[..start] : output;
}
