using System.Globalization;
using Accelerate.Native;

namespace Accelerate;

/// <summary>Where an accelerator stands among the processes that train together, and what follows for its machine.</summary>
internal static class ProcessPlace
{
    private const string ThreadsVariable = "OMP_NUM_THREADS";

    /// <summary>The place in a group that was handed over, or the one that a launcher gave this process.</summary>
    public static DistributedEnvironment Find(ProcessGroup? given, Func<string, string?> environment)
    {
        if (given is null)
            return DistributedEnvironment.Read(environment);
        // A group says nothing of machines. If it is not the launcher's world, its ranks are threads of this process.
        var launched = given == ProcessGroup.Ambient ? new() : DistributedEnvironment.Read(environment);
        return (launched.Rank, launched.WorldSize) == (given.Rank, given.Size)
            ? launched
            : new() { Rank = given.Rank, WorldSize = given.Size, LocalRank = given.Rank, LocalWorldSize = given.Size };
    }

    /// <summary>The processors that one process of a machine should use; null where it may use all, or the environment says how many.</summary>
    public static int? ProcessorShare(DistributedEnvironment place, Func<string, string?> environment) =>
        place.LocalWorldSize == 1 || !string.IsNullOrWhiteSpace(environment(ThreadsVariable)) ? null : Math.Max(1, Environment.ProcessorCount / place.LocalWorldSize);

    /// <summary>Keeps the processes of a machine, or the threads of one, from taking each other's processors.</summary>
    public static void ShareProcessors(DistributedEnvironment place, Func<string, string?> environment, bool isThread)
    {
        if (ProcessorShare(place, environment) is not { } share)
            return;
        if (isThread)
            Threads.LimitCurrentThread(share);
        else
            Threads.Set(share);
    }

    /// <summary>What to say about a program that uses less than there is because no launcher started it; null where that is not so.</summary>
    public static string? Notice(DistributedEnvironment place, AcceleratorSettings settings, int gpus)
    {
        if (place.Launcher is not null || place.WorldSize > 1)
            return null;
        if (settings.ConfiguredProcesses is > 1 and var processes)
            return string.Create(CultureInfo.InvariantCulture, $"Training in 1 process, though the configuration file says {processes}: nothing has started the others. Start the program with `accelerate launch`.");
        return gpus > 1 && !settings.Cpu
            ? string.Create(CultureInfo.InvariantCulture, $"Training on 1 of {gpus} GPUs. To use all, start the program with `accelerate launch --num-processes {gpus}`.")
            : null;
    }
}
