using System.Globalization;

namespace Accelerate;

/// <summary>What the variables of one launcher say, not yet checked against each other.</summary>
internal sealed class LaunchVariables
{
    private static readonly Dictionary<string, string> s_rankMeaning = new()
    {
        ["torchrun"] = "RANK",
        ["MPI"] = "PMI_RANK, OMPI_COMM_WORLD_RANK or MV2_COMM_WORLD_RANK",
        ["Slurm"] = "SLURM_PROCID",
    };

    public required string Launcher { get; init; }

    public required LaunchVariable Rank { get; init; }

    public required LaunchVariable WorldSize { get; init; }

    public LaunchVariable? LocalRank { get; init; }

    public LaunchVariable? LocalWorldSize { get; init; }

    /// <summary>The variables that would say <see cref="LocalWorldSize"/>.</summary>
    public required string LocalWorldSizeName { get; init; }

    public LaunchVariable? NodeRank { get; init; }

    /// <summary>The machine of rank 0 where the launcher says it in a way of its own.</summary>
    public string? MasterAddress { get; init; }

    /// <summary>The variables of the launcher that started this process; null when there are none.</summary>
    public static LaunchVariables? Find(Func<string, string?> environment) => Torchrun(environment) ?? Mpi(environment) ?? Slurm(environment);

    /// <summary>A variable's number; null when it is not set.</summary>
    /// <exception cref="ArgumentException">It is no whole number in the range.</exception>
    public static LaunchVariable? Number(string name, Func<string, string?> environment, string meaning, int minimum, int maximum = int.MaxValue)
    {
        var text = environment(name);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? new(name, number)
            : throw new ArgumentException($"The environment variable {name} is '{text}'. It is {meaning}; remove it to train in one process.");
    }

    private static LaunchVariables? Torchrun(Func<string, string?> environment)
    {
        var rank = ReadRank(environment, "RANK");
        var local = ReadLocalRank(environment, "LOCAL_RANK");
        if (ReadSize(environment, "WORLD_SIZE") is not { } size)
        {
            if ((rank ?? local) is { Value: > 0 } alone && Mpi(environment) is null && Slurm(environment) is null)
                throw new ArgumentException($"{alone}, and WORLD_SIZE is not set. Set it to the number of processes, or remove {alone.Name} to train in one.");
            return null;
        }
        return new()
        {
            Launcher = "torchrun",
            Rank = NeedRank(rank, size, "torchrun"),
            WorldSize = size,
            LocalRank = local,
            LocalWorldSize = ReadSize(environment, "LOCAL_WORLD_SIZE"),
            LocalWorldSizeName = "LOCAL_WORLD_SIZE",
            NodeRank = ReadNode(environment, "GROUP_RANK") ?? ReadNode(environment, "NODE_RANK"),
        };
    }

    private static LaunchVariables? Mpi(Func<string, string?> environment) =>
        ReadSize(environment, "PMI_SIZE", "OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE") is not { } size ? null : new()
        {
            Launcher = "MPI",
            Rank = NeedRank(ReadRank(environment, "PMI_RANK", "OMPI_COMM_WORLD_RANK", "MV2_COMM_WORLD_RANK"), size, "MPI"),
            WorldSize = size,
            LocalRank = ReadLocalRank(environment, "LOCAL_RANK", "MPI_LOCALRANKID", "OMPI_COMM_WORLD_LOCAL_RANK", "MV2_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"),
            LocalWorldSize = ReadSize(environment, "LOCAL_WORLD_SIZE", "MPI_LOCALNRANKS", "OMPI_COMM_WORLD_LOCAL_SIZE", "MV2_COMM_WORLD_LOCAL_SIZE"),
            LocalWorldSizeName = "none of LOCAL_WORLD_SIZE, MPI_LOCALNRANKS, OMPI_COMM_WORLD_LOCAL_SIZE and MV2_COMM_WORLD_LOCAL_SIZE",
            NodeRank = ReadNode(environment, "NODE_RANK"),
        };

    private static LaunchVariables? Slurm(Func<string, string?> environment)
    {
        // Without a rank the process is no task of srun, whatever else the job's shell has set.
        if (ReadRank(environment, "SLURM_PROCID") is not { } rank || ReadSize(environment, "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS") is not { } size)
            return null;
        var node = ReadNode(environment, "SLURM_NODEID");
        var hosts = environment("SLURM_STEP_NODELIST") ?? environment("SLURM_JOB_NODELIST");
        return new()
        {
            Launcher = "Slurm",
            Rank = rank,
            WorldSize = size,
            LocalRank = ReadLocalRank(environment, "SLURM_LOCALID"),
            LocalWorldSize = SlurmLists.TasksOf(node?.Value ?? 0, "SLURM_STEP_TASKS_PER_NODE", environment)
                ?? SlurmLists.TasksOf(node?.Value ?? 0, "SLURM_TASKS_PER_NODE", environment)
                ?? ReadSize(environment, "SLURM_NTASKS_PER_NODE")
                ?? (Machines(environment) is { } machines && size.Value % machines == 0 ? new($"SLURM_NTASKS over {machines} nodes", size.Value / machines) : null),
            LocalWorldSizeName = "SLURM_TASKS_PER_NODE",
            NodeRank = node,
            MasterAddress = SlurmLists.FirstHost(hosts) ?? environment("SLURM_LAUNCH_NODE_IPADDR"),
        };
    }

    private static int? Machines(Func<string, string?> environment) =>
        ReadSize(environment, "SLURM_STEP_NUM_NODES", "SLURM_NNODES", "SLURM_JOB_NUM_NODES")?.Value;

    private static LaunchVariable NeedRank(LaunchVariable? rank, LaunchVariable size, string launcher) => rank ?? (size.Value == 1
        ? new(s_rankMeaning[launcher], 0)
        : throw new ArgumentException($"{size}, and {s_rankMeaning[launcher]} is not set. Set it to the number of this process, from 0 to {size.Value - 1}, or start the program with a launcher, which does."));

    private static LaunchVariable? ReadRank(Func<string, string?> environment, params ReadOnlySpan<string> names) =>
        First(names, environment, "the rank of this process, a whole number from 0", 0);

    private static LaunchVariable? ReadLocalRank(Func<string, string?> environment, params ReadOnlySpan<string> names) =>
        First(names, environment, "the rank of this process on its machine, a whole number from 0", 0);

    private static LaunchVariable? ReadSize(Func<string, string?> environment, params ReadOnlySpan<string> names) =>
        First(names, environment, "the number of processes, at least 1", 1);

    private static LaunchVariable? ReadNode(Func<string, string?> environment, string name) =>
        Number(name, environment, "the number of this machine, a whole number from 0", 0);

    private static LaunchVariable? First(ReadOnlySpan<string> names, Func<string, string?> environment, string meaning, int minimum)
    {
        foreach (var name in names)
        {
            if (Number(name, environment, meaning, minimum) is { } found)
                return found;
        }
        return null;
    }
}
