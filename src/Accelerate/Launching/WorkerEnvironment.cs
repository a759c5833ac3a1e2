using System.Globalization;

namespace Accelerate.Launching;

/// <summary>The environment variables by which a worker knows its place: torchrun's, so that a program cannot tell who started it.</summary>
internal static class WorkerEnvironment
{
    private const string DefaultRole = "default";

    /// <summary>The variables of one worker.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(LaunchPlan plan, int localRank, int attempt, int port, string mark)
    {
        var rank = Text(plan.RankOf(localRank));
        var worldSize = Text(plan.WorldSize);
        return
        [
            new("RANK", rank),
            new("WORLD_SIZE", worldSize),
            new("LOCAL_RANK", Text(localRank)),
            new("LOCAL_WORLD_SIZE", Text(plan.LocalProcesses)),
            new("NODE_RANK", Text(plan.MachineRank)),
            new("GROUP_RANK", Text(plan.MachineRank)),
            new("GROUP_WORLD_SIZE", Text(plan.Machines)),
            new("ROLE_NAME", plan.Role ?? DefaultRole),
            new("ROLE_RANK", rank),
            new("ROLE_WORLD_SIZE", worldSize),
            new("MASTER_ADDR", plan.MainAddress),
            new("MASTER_PORT", Text(port)),
            new("TORCHELASTIC_RESTART_COUNT", Text(attempt)),
            new("TORCHELASTIC_MAX_RESTARTS", Text(plan.MaxRestarts)),
            new("TORCHELASTIC_RUN_ID", "none"),
            new("TORCHELASTIC_USE_AGENT_STORE", "False"),
            new("OMP_NUM_THREADS", Text(plan.Threads)),
            new(Reaper.MarkVariable, mark),
            .. plan.Environment,
        ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
