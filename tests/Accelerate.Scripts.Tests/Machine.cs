using System.Diagnostics;

namespace Accelerate.Scripts.Tests;

/// <summary>
/// A make-believe machine: the scripts see only the commands in its folder. It starts out as a Debian 12 on which nothing is missing.
/// </summary>
internal sealed class Machine : IDisposable
{
    private static readonly string[] RealCommands =
        ["awk", "basename", "cat", "chmod", "dirname", "grep", "ln", "mkdir", "mktemp", "rm", "sed", "sh", "sort", "tail", "tee", "timeout", "tr"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("accelerate-scripts-");
    private readonly Dictionary<string, string> environment = [];

    public Machine()
    {
        Directory.CreateDirectory(Commands);
        foreach (var name in RealCommands)
            File.CreateSymbolicLink(Path.Combine(Commands, name), FindRealCommand(name));

        Write("packages", "libtorch-dev\nlibopenblas0-openmp\ndataset-fashion-mnist\n");
        Write("os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n");
        Set("ACCELERATE_OS_RELEASE", PathOf("os-release"));
        Command("uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac");
        Command("getconf", "echo glibc 2.36");
        Command("id", "echo 0");
        Command("dotnet", "echo 10.0.401");
        Command("dpkg-query", $"sed 's/$/ installed/' '{PathOf("packages")}'; exit 1");
        Command("apt-get", $"""
            echo "$@" >>'{PathOf("apt-get.log")}'
            [ "$1" = install ] || exit 0
            for word in "$@"; do
              case $word in
                cmake | make) ln -s "$(command -v sh)" '{Commands}'/"$word" ;;
                g++) ln -s "$(command -v sh)" '{Commands}'/c++ ;;
                lib* | dataset* | openmpi-bin | iproute2) echo "$word" >>'{PathOf("packages")}' ;;
              esac
            done
            """);
        foreach (var tool in new[] { "cmake", "c++", "make" })
            Command(tool, "exit 0");
    }

    private string Commands => PathOf("bin");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public void Set(string variable, string value) => environment[variable] = value;

    public void Command(string name, string body)
    {
        var path = Path.Combine(Commands, name);
        File.Delete(path);
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Remove(params string[] names)
    {
        foreach (var name in names)
            File.Delete(Path.Combine(Commands, name));
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public string Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)) : "";

    public ScriptResult Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Repository.Root, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Commands;
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string FindRealCommand(string name)
    {
        foreach (var path in new[] { "/bin", "/usr/bin" })
            if (File.Exists(Path.Combine(path, name)))
                return Path.Combine(path, name);
        throw new InvalidOperationException($"This system has no '{name}' in /bin or /usr/bin.");
    }
}
