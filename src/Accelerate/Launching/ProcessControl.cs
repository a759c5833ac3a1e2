using System.Globalization;
using System.Runtime.InteropServices;

namespace Accelerate.Launching;

/// <summary>What the system knows and does about processes.</summary>
internal static partial class ProcessControl
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;
    private const int FirstSignalCode = 128;

    private static readonly string?[] s_signals =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
        "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>Sends a signal to a process that leads a group, and to the others of its group.</summary>
    public static void SignalGroup(int leader, int signal)
    {
        // Between its start and its setsid a process is not yet a leader.
        if (SendSignal(-leader, signal) != 0)
            _ = SendSignal(leader, signal);
    }

    /// <summary>The exit code that a signal leaves, in the manner of shells.</summary>
    public static int ExitCodeOf(int signal) => FirstSignalCode + signal;

    /// <summary>The name of the signal that an exit code stands for; null where it stands for none.</summary>
    public static string? SignalOf(int exitCode) =>
        exitCode > FirstSignalCode && exitCode - FirstSignalCode < s_signals.Length ? s_signals[exitCode - FirstSignalCode] : null;

    /// <summary>The state of a process as in <c>ps</c>: R, S, D, T (stopped), t (traced), Z; null where there is no such process.</summary>
    public static char? StateOf(int process)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in brackets, may hold anything, brackets included.
            var end = status.LastIndexOf(')');
            return end >= 0 && end + 2 < status.Length ? status[end + 2] : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
