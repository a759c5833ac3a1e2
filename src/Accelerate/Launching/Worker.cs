using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Accelerate.Launching;

/// <summary>One process of a launch, in a session and process group of its own.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;
    private readonly OutputPump[] _pumps = [];
    private readonly OutputStream?[] _files;
    private readonly string _errorFile;
    private readonly HashSet<int> _signals = [];
    private Stopwatch? _stopped;

    private Worker(Process process, LaunchPlan plan, int localRank, string errorFile, LaunchConsole console, LogFiles logs)
    {
        _process = process;
        _errorFile = errorFile;
        LocalRank = localRank;
        Rank = plan.RankOf(localRank);
        if (!process.StartInfo.RedirectStandardOutput)
        {
            _files = [];
        }
        else
        {
            var prefix = plan.WorldSize == 1 ? [] : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{plan.Role ?? "rank"} {Rank}] "));
            _files = [logs.Open(Rank, "stdout.log"), logs.Open(Rank, "stderr.log")];
            _pumps =
            [
                new(process.StandardOutput.BaseStream, plan.Shown.Output(localRank) ? console.Output : null, prefix, _files[0], Output),
                new(process.StandardError.BaseStream, plan.Shown.Errors(localRank) ? console.Errors : null, prefix, _files[1], Errors),
            ];
        }
        Exit = WaitAsync();
    }

    public int Rank { get; }

    public int LocalRank { get; }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code when the process has ended.</summary>
    public Task<int> Exit { get; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset ExitTime { get; private set; }

    public OutputTail Output { get; } = new();

    public OutputTail Errors { get; } = new();

    /// <summary>Starts a worker.</summary>
    /// <param name="plan">What to start.</param>
    /// <param name="localRank">Its place on this machine.</param>
    /// <param name="variables">Its environment beside the launcher's own.</param>
    /// <param name="errorFile">Where it says what ended it.</param>
    /// <param name="console">Where its output is shown.</param>
    /// <param name="ownsConsole">Whether it writes to the console itself, as if it had been started without a launcher.</param>
    /// <param name="logs">The files of its output.</param>
    public static Worker Start(LaunchPlan plan, int localRank, IEnumerable<KeyValuePair<string, string?>> variables, string errorFile, LaunchConsole console, bool ownsConsole, LogFiles logs)
    {
        string[] binding = plan.BindsToCores ? ["taskset", "--cpu-list", CoreShare.Of(localRank, plan.LocalProcesses)] : [];
        var start = new ProcessStartInfo("setsid", [.. binding, plan.Program.FileName, .. plan.Program.Arguments]) { RedirectStandardOutput = !ownsConsole, RedirectStandardError = !ownsConsole };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.Environment[ErrorFile.Variable] = errorFile;
        var process = Process.Start(start)!;
        return new(process, plan, localRank, errorFile, console, logs);
    }

    public void Signal(int signal)
    {
        if (Exit.IsCompleted)
            return;
        lock (_signals)
            _signals.Add(ProcessControl.ExitCodeOf(signal));
        ProcessControl.SignalGroup(Id, signal);
    }

    /// <summary>Whether it ended with an error, and not of a signal that it was sent here.</summary>
    public bool FailedOfItself
    {
        get
        {
            lock (_signals)
                return Exit is { IsCompleted: true, Result: not 0 and var code } && !_signals.Contains(code);
        }
    }

    /// <summary>Whether the process is stopped, as SIGSTOP leaves it.</summary>
    public bool IsStopped => !Exit.IsCompleted && ProcessControl.StateOf(Id) is 'T' or 't';

    /// <summary>For how long it has been found stopped, by calls of this method, without one between that found it running.</summary>
    public TimeSpan StoppedFor()
    {
        _stopped = IsStopped ? _stopped ?? Stopwatch.StartNew() : null;
        return _stopped?.Elapsed ?? TimeSpan.Zero;
    }

    /// <summary>Whether it has joined the other ranks.</summary>
    public bool HasJoined => JoinedFile.Exists(_errorFile);

    /// <summary>What the worker said that ended it; null where it did not.</summary>
    public WorkerError? ReadError() => ErrorFile.Read(_errorFile) ?? WorkerError.Find(Errors.Lines);

    /// <summary>Waits until everything that the worker wrote has gone where it goes.</summary>
    public Task DrainAsync() => Task.WhenAll(_pumps.Select(static pump => pump.Completion));

    public void Dispose()
    {
        foreach (var file in _files)
            file?.Dispose();
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        ExitTime = DateTimeOffset.UtcNow;
        return _process.ExitCode;
    }
}
