using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Accelerate.Cli.Tests.Launching;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>A training by two <c>accelerate launch</c>, as on two machines, so that neither launcher ends the processes of the other.</summary>
internal sealed class TwoLaunchers : IDisposable
{
    private TwoLaunchers(params LaunchedProgram[] machines) => Machines = machines;

    /// <summary>The launchers, by machine rank.</summary>
    public LaunchedProgram[] Machines { get; }

    /// <summary>Both launchers, one process by each unless told otherwise. With the heartbeat of 30 seconds a test fails in which a lost rank is noticed by nothing else.</summary>
    public static TwoLaunchers Start(string[] arguments, string heartbeat = "30", int maxRestarts = 0, int processes = 2)
    {
        var port = FreePort();
        arguments = ["--heartbeat", heartbeat, "--max-restarts", $"{maxRestarts}", LaunchedProgram.TrainWorker, .. arguments];
        return new(Launch(0, port, processes, arguments), Launch(1, port, processes, arguments));
    }

    /// <summary>The launcher of one of two machines, with more options, the program and its arguments; without any it trains.</summary>
    public static LaunchedProgram Machine(int rank, int port, int processes, params string[] arguments) =>
        Launch(rank, port, processes, arguments.Length > 0 ? arguments : [LaunchedProgram.TrainWorker]);

    public Task<int[]> EndAsync() => Task.WhenAll(Machines.Select(static machine => machine.EndAsync()));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        foreach (var machine in Machines)
            machine.Dispose();
    }

    private static LaunchedProgram Launch(int rank, int port, int processes, string[] arguments) => LaunchedProgram.Start(
        ["--num-machines", "2", "--num-processes", $"{processes}", "--machine-rank", $"{rank}", "--main-process-ip", "127.0.0.1", "--main-process-port", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
}
