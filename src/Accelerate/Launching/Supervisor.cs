using System.Runtime.InteropServices;
using Accelerate.Native;

namespace Accelerate.Launching;

/// <summary>Starts the processes of a plan, starts them again after a failure as often as it may, and hands signals on to them.</summary>
internal sealed class Supervisor(LaunchPlan plan, LaunchConsole console, bool ownsConsole = false) : IDisposable
{
    /// <summary>How long the store of the main machine is looked for, to leave word there.</summary>
    private static readonly TimeSpan s_tellTime = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private WorkerGroup? _group;
    private IDisposable? _reservation;
    private int _reservedPort;
    private int _signal;

    /// <summary>Runs the plan to its end.</summary>
    /// <exception cref="LaunchException">It cannot begin.</exception>
    public async Task<LaunchResult> RunAsync()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ProcessControl.Interrupt));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ProcessControl.Terminate));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, ProcessControl.Terminate));
        for (var attempt = 0; ; attempt++)
        {
            var failure = await RunAsync(attempt).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
                return new(ProcessControl.ExitCodeOf(_signal), null);
            if (failure is null)
                return new(0, null);
            console.Say(failure.ToString());
            // Ranks that have joined notice the end of each other, and where the main machine's end the store ends with them.
            if (plan.MachineRank > 0 && failure is { HasJoined: false, Error: not { IsAboutAnother: true } })
                await Task.WhenAny(Task.Run(() => TellOtherMachines(attempt, failure)), Task.Delay(Timeout.Infinite, _stopping.Token)).ConfigureAwait(false);
            if (attempt == plan.MaxRestarts)
                return new(failure.ExitCode, failure);
            console.Say($"All processes are started again ({attempt + 1} of at most {plan.MaxRestarts} times).");
        }
    }

    public void Dispose()
    {
        _reservation?.Dispose();
        _stopping.Dispose();
    }

    private async Task<WorkerFailure?> RunAsync(int attempt)
    {
        var port = ChoosePort();
        WorkerGroup group;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
                return null;
            group = _group = new(plan, attempt, port, console, ownsConsole);
        }
        using (group)
        {
            try
            {
                return await group.RunAsync(_stopping.Token).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                    _group = null;
            }
        }
    }

    private void TellOtherMachines(int attempt, WorkerFailure failure)
    {
        try
        {
            LaunchStore.TellLost(
                new() { Rank = failure.Rank, WorldSize = plan.WorldSize, MasterAddress = plan.MainAddress, MasterPort = plan.MainPort, Attempt = attempt }, failure.Summary.TrimEnd('.'), s_tellTime);
        }
        catch (Exception error) when (error is RendezvousException or TorchException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            // They wait until their time to join is over.
        }
    }

    private int ChoosePort()
    {
        if (plan.Machines > 1)
        {
            if (plan.MachineRank == 0 && !Take(plan.MainPort))
                throw new LaunchException(
                    $"Port {plan.MainPort} of this machine, the main one, is in use, and the launchers of the other {plan.Machines - 1} send their processes to it. " +
                    "End the program that listens on it, or give the launchers of all machines the same other --main-process-port.");
            return plan.MainPort;
        }
        if (plan.MainPort != 0 && Take(plan.MainPort))
            return plan.MainPort;
        int free;
        do
            free = LocalPort.Free();
        while (!Take(free));
        // Nobody minds another one in place of the default.
        if (plan.MainPort is not (0 or LocalPort.Default))
            console.Say($"Port {plan.MainPort} is in use; the processes meet on port {free}.");
        return free;
    }

    /// <summary>Takes a port that nobody listens on and no other launcher has taken.</summary>
    private bool Take(int port)
    {
        if (!LocalPort.IsFree(port))
            return false;
        if (port == _reservedPort)
            return true;
        if (LocalPort.Reserve(port) is not { } reservation)
            return false;
        _reservation?.Dispose();
        (_reservation, _reservedPort) = (reservation, port);
        return true;
    }

    private void Stop(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                _group?.Signal(ProcessControl.Kill);
                return;
            }
            _signal = signal;
            _stopping.Cancel();
            _group?.Signal(signal);
        }
    }
}
