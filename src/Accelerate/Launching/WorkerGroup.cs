using System.Diagnostics;

namespace Accelerate.Launching;

/// <summary>The processes of one attempt, started together and ended together.</summary>
internal sealed class WorkerGroup : IDisposable
{
    /// <summary>How often it is looked whether a worker is stopped.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.5);

    /// <summary>How often it is looked what the workers of a failed attempt have said.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly LaunchPlan _plan;
    private readonly Reaper _reaper = new();
    private readonly DirectoryInfo _errorFiles = Directory.CreateTempSubdirectory("accelerate-");
    private readonly List<Worker> _workers = [];

    public WorkerGroup(LaunchPlan plan, int attempt, int port, LaunchConsole console, bool ownsConsole)
    {
        _plan = plan;
        var logs = new LogFiles(plan.LogDirectory, attempt, console.Say);
        try
        {
            for (var localRank = 0; localRank < plan.LocalProcesses; localRank++)
            {
                var errorFile = Path.Combine(_errorFiles.CreateSubdirectory($"{localRank}").FullName, ErrorFile.Name);
                var worker = Worker.Start(plan, localRank, WorkerEnvironment.Of(plan, localRank, attempt, port, _reaper.Mark), errorFile, console, ownsConsole, logs);
                _reaper.Watch(worker.Id);
                _workers.Add(worker);
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Dispose();
            throw new LaunchException($"Process {_workers.Count + 1} of {plan.LocalProcesses} could not be started: {error.Message}. Those before it were ended.");
        }
    }

    /// <summary>
    /// Waits for the end: of all processes where they end well, or of the first that fails, which ends the others. Once <paramref name="stopping"/>
    /// is cancelled, the processes have been asked to end, and how they do is not a failure.
    /// </summary>
    /// <returns>The first cause of a failure; null where there was none.</returns>
    public async Task<WorkerFailure?> RunAsync(CancellationToken stopping)
    {
        var running = _workers.ToList();
        var stopped = new HashSet<Worker>();
        var isFailed = false;
        try
        {
            while (running.Count > 0 && !isFailed)
            {
                await Task.WhenAny([.. running.Select(static worker => worker.Exit), Task.Delay(s_look, stopping)]).WaitAsync(stopping).ConfigureAwait(false);
                stopped.UnionWith(running.Where(IsGivenUp));
                isFailed = stopped.Count > 0 || running.Any(static worker => worker.Exit is { IsCompleted: true, Result: not 0 });
                running.RemoveAll(static worker => worker.Exit.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await EndAsync(_plan.StopTime).ConfigureAwait(false);
            return null;
        }
        if (!isFailed)
        {
            await EndAsync(TimeSpan.Zero).ConfigureAwait(false);
            return null;
        }
        stopped.UnionWith(_workers.Where(static worker => worker.IsStopped));
        var endedAlready = _workers.Where(static worker => worker.Exit is { IsCompleted: true, Result: not 0 }).ToHashSet();
        foreach (var worker in _workers)
            worker.Signal(stopped.Contains(worker) ? ProcessControl.Kill : ProcessControl.Terminate);
        await AwaitLastWordsAsync().ConfigureAwait(false);
        await EndAsync(TimeSpan.Zero).ConfigureAwait(false);
        return Cause(stopped, endedAlready);
    }

    /// <summary>Sends a signal to every process that still runs, and to those that it started.</summary>
    public void Signal(int signal)
    {
        foreach (var worker in _workers)
            worker.Signal(signal);
    }

    public void Dispose()
    {
        _reaper.Dispose();
        foreach (var worker in _workers)
            worker.Dispose();
        try
        {
            _errorFiles.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A folder of a few bytes is left among the temporary files.
        }
    }

    /// <summary>
    /// Whether a worker has been stopped for so long that the others have given it up. Those of this machine say so by ending; those of other machines
    /// end where this launcher does not see it.
    /// </summary>
    private bool IsGivenUp(Worker worker) => _plan.Machines > 1 && _plan.Heartbeat > TimeSpan.Zero && worker.StoppedFor() > _plan.Heartbeat * 2;

    /// <summary>Leaves the workers that still run the monitor interval to end in their own way; less where the cause is known and they have all said that they only miss a peer.</summary>
    private async Task AwaitLastWordsAsync()
    {
        var all = Task.WhenAll(_workers.Select(static worker => worker.Exit));
        for (var clock = Stopwatch.StartNew(); !all.IsCompleted && clock.Elapsed < _plan.MonitorInterval && !IsCauseKnown();)
            await Task.WhenAny(all, Task.Delay(s_pause)).ConfigureAwait(false);

        bool IsCauseKnown() => _workers.Any(static worker => worker.FailedOfItself && worker.ReadError() is not { IsAboutAnother: true })
            && _workers.All(static worker => worker.Exit.IsCompleted || worker.ReadError() is { IsAboutAnother: true });
    }

    /// <summary>Waits for the workers that still run, for so long, then kills them and all that they started.</summary>
    private async Task EndAsync(TimeSpan patience)
    {
        var all = Task.WhenAll(_workers.Select(static worker => worker.Exit));
        await Task.WhenAny(all, Task.Delay(patience)).ConfigureAwait(false);
        Signal(ProcessControl.Kill);
        await all.ConfigureAwait(false);
        await _reaper.EndAsync().ConfigureAwait(false);
        // Whoever could still hold a stream open has ended, unless it hid from the reaper.
        await Task.WhenAny(Task.WhenAll(_workers.Select(static worker => worker.DrainAsync())), Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
    }

    /// <summary>
    /// The failure that the others follow from. A worker that lost its peer ends as well, and may end sooner than the peer that failed: so one that is
    /// stopped comes first, then those that failed of themselves, then those that miss another; in order of time.
    /// </summary>
    private WorkerFailure Cause(HashSet<Worker> stopped, HashSet<Worker> endedAlready)
    {
        if (stopped.Count > 0)
            return Describe(stopped.First(), wasStopped: true, null);
        var (worker, error) = _workers
            .Where(static worker => worker.Exit.Result != 0)
            .Select(static worker => (Worker: worker, Error: worker.ReadError()))
            .Where(report => endedAlready.Contains(report.Worker) || report.Error is not null || report.Worker.FailedOfItself)
            .OrderBy(static report => report.Error?.IsAboutAnother == true)
            .ThenBy(static report => report.Error?.Time ?? report.Worker.ExitTime)
            .First();
        return Describe(worker, wasStopped: false, error);
    }

    private static WorkerFailure Describe(Worker worker, bool wasStopped, WorkerError? error)
    {
        var lines = worker.Errors.Lines;
        return new(worker.Rank, worker.Id, worker.Exit.Result, wasStopped, worker.HasJoined, error, lines.Count > 0 ? lines : worker.Output.Lines);
    }
}
