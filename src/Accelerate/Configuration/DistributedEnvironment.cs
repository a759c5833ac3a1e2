using Accelerate.Launching;

namespace Accelerate;

/// <summary>
/// Where this process stands among those that train together, as the launcher that started it says: torchrun's variables (which
/// <c>accelerate launch</c> sets too), then those of an MPI, then those of Slurm.
/// </summary>
public sealed record DistributedEnvironment
{
    /// <summary>The port of rank 0 where <c>MASTER_PORT</c> does not say another.</summary>
    public const int DefaultPort = 29500;

    /// <summary>The rank of this process among all, from 0.</summary>
    public int Rank { get; init; }

    /// <summary>The number of processes, at least 1.</summary>
    public int WorldSize { get; init; } = 1;

    /// <summary>The rank of this process among those of its machine, from 0.</summary>
    public int LocalRank { get; init; }

    /// <summary>The number of processes of this machine, at least 1.</summary>
    public int LocalWorldSize { get; init; } = 1;

    /// <summary>The number of this machine among all, from 0.</summary>
    public int NodeRank { get; init; }

    /// <summary>The machine of rank 0, where the store is.</summary>
    public string MasterAddress { get; init; } = Loopback;

    /// <summary>The port of the store.</summary>
    public int MasterPort { get; init; } = DefaultPort;

    /// <summary>How often the launcher has started the processes again.</summary>
    public int RestartCount { get; init; }

    /// <summary>The same where <c>accelerate launch</c> counts, whose launchers count alike on all machines; null where torchrun does, each of whose agents may count otherwise.</summary>
    internal int? Attempt { get; init; }

    /// <summary>Whether the launcher itself serves the store at the address, so that every rank, rank 0 included, only connects to it.</summary>
    public bool UsesAgentStore { get; init; }

    /// <summary>Whose variables these are: <c>torchrun</c>, <c>MPI</c> or <c>Slurm</c>; null when the program was started without a launcher.</summary>
    public string? Launcher { get; init; }

    private const string Loopback = "127.0.0.1";

    /// <summary>Reads the environment variables of this process.</summary>
    /// <returns>What they say; a world of one process where none of them is set.</returns>
    /// <exception cref="ArgumentException">A variable is missing, no number, or contradicts another; the message names it and its value.</exception>
    public static DistributedEnvironment Read() => Read(Environment.GetEnvironmentVariable);

    internal static DistributedEnvironment Read(Func<string, string?> environment)
    {
        if (LaunchVariables.Find(environment) is not { } variables)
            return new();
        var size = variables.WorldSize;
        var (local, localSize) = Local(variables, size.Value, variables.Rank.Value, environment);
        var machines = localSize.Value < size.Value;
        var restarts = LaunchVariables.Number("TORCHELASTIC_RESTART_COUNT", environment, "how often the processes were started again", 0)?.Value ?? 0;
        return new()
        {
            Rank = variables.Rank.Value,
            WorldSize = size.Value,
            LocalRank = local.Value,
            LocalWorldSize = localSize.Value,
            NodeRank = variables.NodeRank?.Value ?? (variables.Rank.Value - local.Value) / localSize.Value,
            MasterAddress = Address(variables) ?? (machines
                ? throw new ArgumentException(
                    $"MASTER_ADDR is not set, and {size} with {localSize} says that the {size.Value} processes run on several machines. Set it on all of them to the address of the machine of rank 0.")
                : Loopback),
            MasterPort = LaunchVariables.Number("MASTER_PORT", environment, "a port from 1 to 65535", 1, 65535)?.Value ?? DefaultPort,
            RestartCount = restarts,
            Attempt = string.IsNullOrEmpty(environment(Reaper.MarkVariable)) ? null : restarts,
            UsesAgentStore = EnvironmentFlag.Read("TORCHELASTIC_USE_AGENT_STORE", environment) ?? false,
            Launcher = variables.Launcher,
        };

        string? Address(LaunchVariables found) => environment("MASTER_ADDR") is { Length: > 0 } address ? address.Trim() : found.MasterAddress;
    }

    /// <summary>The rank among the processes of the machine and their number, checked against the whole world.</summary>
    private static (LaunchVariable Rank, LaunchVariable Size) Local(LaunchVariables variables, int worldSize, int worldRank, Func<string, string?> environment)
    {
        var isHere = environment("MASTER_ADDR") is not { Length: > 0 } address || address.Trim() is Loopback or "localhost" or "::1";
        // A rank that says nothing of its machine is alone there, as in a pod of a cluster, unless rank 0 is on this machine.
        var rank = variables.LocalRank ?? (isHere ? variables.Rank : new("the local rank", 0));
        var size = variables.LocalWorldSize
            ?? (isHere ? variables.WorldSize
            : variables.LocalRank is null ? new("the number of local processes", 1)
            : throw new ArgumentException($"{rank} and {variables.WorldSize}, and {variables.LocalWorldSizeName} is not set. Set it to the number of processes of this machine."));
        if (variables.Rank.Value >= variables.WorldSize.Value)
            throw Contradiction(variables.Rank, variables.WorldSize, $"Ranks go from 0 to {worldSize - 1}");
        if (size.Value > worldSize)
            throw Contradiction(size, variables.WorldSize, "A machine cannot have more processes than there are");
        if (rank.Value >= size.Value)
            throw Contradiction(rank, size, $"Local ranks go from 0 to {size.Value - 1}");
        if (rank.Value > worldRank || (size.Value == worldSize && rank.Value != worldRank))
            throw Contradiction(rank, variables.Rank, "On one machine both are the same, on several the local rank is never the greater one");
        return (rank, size);
    }

    private static ArgumentException Contradiction(LaunchVariable first, LaunchVariable second, string rule) =>
        new($"{first} and {second} contradict each other. {rule}. Start the program with a launcher that sets both, or correct them.");
}
