namespace Accelerate.Launching;

/// <summary>What a launcher starts on its machine, and how it looks after it.</summary>
internal sealed record LaunchPlan
{
    public required WorkerProgram Program { get; init; }

    /// <summary>The number of processes on this machine, at least 1.</summary>
    public required int LocalProcesses { get; init; }

    /// <summary>The number of machines; each starts <see cref="LocalProcesses"/>.</summary>
    public int Machines { get; init; } = 1;

    public int MachineRank { get; init; }

    /// <summary>The address of the machine with rank 0, where the processes find each other.</summary>
    public string MainAddress { get; init; } = "127.0.0.1";

    /// <summary>The port that rank 0 listens on; 0 takes a free one, on one machine.</summary>
    public int MainPort { get; init; } = LocalPort.Default;

    /// <summary>The number of threads that each process computes with.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether each process is bound to its share of this machine's cores.</summary>
    public bool BindsToCores { get; init; }

    /// <summary>How often the processes are started again after a failure.</summary>
    public int MaxRestarts { get; init; }

    /// <summary>How long a process may take to end once another has failed.</summary>
    public TimeSpan MonitorInterval { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>After twice this time the processes of other machines have given up one that is stopped; zero where they wait for ever.</summary>
    public TimeSpan Heartbeat { get; init; }

    /// <summary>How long processes may take to end after Ctrl-C or SIGTERM.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the processes are called in their output's prefix; null calls them ranks.</summary>
    public string? Role { get; init; }

    /// <summary>The folder for a file of each process's standard output and error; null writes none.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>What of the processes' output is shown.</summary>
    public ShownStreams Shown { get; init; } = ShownStreams.All;

    /// <summary>Environment variables of the processes beside the protocol's; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public int WorldSize => LocalProcesses * Machines;

    public int RankOf(int localRank) => (MachineRank * LocalProcesses) + localRank;
}
