using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary>Finds the program that a target of <c>accelerate launch</c> stands for, and builds it first where it is source code.</summary>
internal static class LaunchTarget
{
    private static readonly string[] s_projectEndings = [".csproj", ".fsproj", ".vbproj"];

    /// <param name="target">A project's folder, a project, a source file, a .dll, an executable, or the name of one on <c>PATH</c>.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="build">How source code is built.</param>
    /// <exception cref="LaunchException">There is no such program, or it cannot be built.</exception>
    public static WorkerProgram Resolve(string target, IReadOnlyList<string> arguments, BuildSettings build)
    {
        if (Directory.Exists(target))
            return ProgramBuild.Run(ProjectIn(target), arguments, build);
        if (!File.Exists(target))
            return new(OnPath(target) ?? throw Missing(target), arguments);
        var ending = Path.GetExtension(target).ToLowerInvariant();
        if (s_projectEndings.Contains(ending) || ending == ".cs")
            return ProgramBuild.Run(Path.GetFullPath(target), arguments, build);
        if (ending == ".dll")
            return new(DotNet.Path, [CheckProgram(Path.GetFullPath(target)), .. arguments]);
        if ((File.GetUnixFileMode(target) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0)
            throw new LaunchException($"'{target}' is not executable: it is neither a program (chmod +x makes one) nor a project folder, a .csproj, a .cs file or a .dll.");
        return new(Path.GetFullPath(target), arguments);
    }

    private static string ProjectIn(string folder)
    {
        var projects = Directory.GetFiles(folder).Where(static file => s_projectEndings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).ToArray();
        return projects switch
        {
            [var only] => Path.GetFullPath(only),
            [] => throw new LaunchException($"The folder '{folder}' holds no project. Give a folder with a .csproj, or a .csproj, a .cs file, a .dll or an executable."),
            _ => throw new LaunchException($"The folder '{folder}' holds {projects.Length} projects. Name one of them: {string.Join(", ", projects)}"),
        };
    }

    private static string CheckProgram(string assembly) => File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"))
        ? assembly
        : throw new LaunchException($"'{assembly}' is a library, or was copied without its .runtimeconfig.json. Give the .dll of a program where it was built.");

    private static string? OnPath(string name)
    {
        if (name.Contains('/'))
            return null;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    private static LaunchException Missing(string target) =>
        new($"There is no '{target}'. Give the program to launch: a project folder, a .csproj, a .cs file, a .dll or an executable.");
}
