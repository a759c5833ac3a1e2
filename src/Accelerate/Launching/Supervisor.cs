using System.Runtime.InteropServices;

namespace Accelerate.Launching;

/// <summary>Starts the processes of a plan, starts them again after a failure as often as it may, and hands signals on to them.</summary>
internal sealed class Supervisor(LaunchPlan plan, LaunchConsole console, bool ownsConsole = false) : IDisposable
{
    /// <summary>How long the other machines need to notice a failure, and the main machine to end its server.</summary>
    private static readonly TimeSpan s_notice = TimeSpan.FromSeconds(1);

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
            if (attempt == plan.MaxRestarts)
                return new(failure.ExitCode, failure);
            console.Say($"All processes are started again ({attempt + 1} of at most {plan.MaxRestarts} times).");
            if (plan.Machines > 1 && plan.MachineRank > 0)
                await Task.Delay(s_notice).ConfigureAwait(false);
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
