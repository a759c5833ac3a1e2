using System.Globalization;
using System.Text;

namespace Accelerate.Launching;

/// <summary>The first cause of a failed attempt.</summary>
/// <param name="Rank">The rank of the process that failed.</param>
/// <param name="Process">Its process id.</param>
/// <param name="ExitCode">Its exit code; 128 and the number of the signal for one that a signal ended.</param>
/// <param name="WasStopped">Whether it hung, stopped by a signal.</param>
/// <param name="HasJoined">Whether it had joined the other ranks.</param>
/// <param name="Error">What it said that ended it.</param>
/// <param name="LastLines">The last lines that it wrote.</param>
internal sealed record WorkerFailure(int Rank, int Process, int ExitCode, bool WasStopped, bool HasJoined, WorkerError? Error, IReadOnlyList<string> LastLines)
{
    private const int ShownLines = 12;

    /// <summary>What happened, in one line.</summary>
    public string Summary => this switch
    {
        { WasStopped: true } => string.Create(CultureInfo.InvariantCulture, $"Rank {Rank} did not answer: its process {Process} was stopped (state T, as SIGSTOP leaves it). It was killed."),
        { Error: { } error } => string.Create(CultureInfo.InvariantCulture, $"Rank {Rank} failed with {error.Message} ({Ending})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"Rank {Rank} failed: its process {Process} {Ending}.{Hint}"),
    };

    private string Ending => ProcessControl.SignalOf(ExitCode) is { } signal
        ? string.Create(CultureInfo.InvariantCulture, $"was ended by {signal}, exit code {ExitCode}")
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {ExitCode}");

    private string Hint => ProcessControl.SignalOf(ExitCode) == "SIGKILL" ? " If nobody killed it, the kernel may have, for want of memory: dmesg says so." : "";

    /// <summary>The summary and the last lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Summary);
        if (LastLines.Count > 0)
        {
            text.Append("\nThe last lines that it wrote:");
            foreach (var line in LastLines.TakeLast(ShownLines))
                text.Append("\n  ").Append(line);
        }
        return text.ToString();
    }
}
