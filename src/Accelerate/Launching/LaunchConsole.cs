using System.Text;

namespace Accelerate.Launching;

/// <summary>The launcher's standard output and error, and its own messages among the workers' lines.</summary>
internal sealed class LaunchConsole
{
    public LaunchConsole(Stream output, Stream errors)
    {
        Errors = new(errors, null);
        Output = new(output, reason => Say($"The output of the processes can no longer be shown: {reason} Training goes on."));
    }

    /// <summary>This process's own console.</summary>
    public static LaunchConsole Own() => new(Console.OpenStandardOutput(), Console.OpenStandardError());

    public OutputStream Output { get; }

    public OutputStream Errors { get; }

    /// <summary>Writes a message of the launcher's own to standard error.</summary>
    public void Say(string message) => Errors.Write([], Encoding.UTF8.GetBytes(message + "\n"));
}
