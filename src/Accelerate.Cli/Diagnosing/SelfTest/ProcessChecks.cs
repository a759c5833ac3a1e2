using System.Globalization;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Checks of the processes themselves.</summary>
internal static class ProcessChecks
{
    /// <summary>Every rank is there once, knows its place, and has the threads it was given.</summary>
    public static void Ranks(SelfTestContext context)
    {
        using var accelerator = context.Create();
        var ranks = accelerator.Gather(tensor((long)accelerator.ProcessIndex, device: accelerator.Device)).cpu().data<long>().ToArray();
        Expect.Sequence([.. Enumerable.Range(0, context.Ranks).Select(static rank => (long)rank)], ranks, "The ranks");
        Expect.Equal(context.Rank == 0, accelerator.IsMainProcess, "IsMainProcess");
        Expect.Equal(context.Rank == context.Ranks - 1, accelerator.IsLastProcess, "IsLastProcess");
        if (Number(context, "WORLD_SIZE") is { } size)
            Expect.Equal(size, accelerator.NumProcesses, "The number of processes (the environment variable WORLD_SIZE says the other)");
        if (Number(context, "LOCAL_RANK") is { } local)
            Expect.Equal(local, accelerator.LocalProcessIndex, "The rank on this machine (the environment variable LOCAL_RANK says the other)");
        if (Number(context, "OMP_NUM_THREADS") is { } threads)
            Expect.Equal(threads, Threads.Get(), "The number of threads (the environment variable OMP_NUM_THREADS says the other)");
    }

    /// <summary>A trigger that one rank sets is seen by all, once.</summary>
    public static void Triggers(SelfTestContext context)
    {
        using var accelerator = context.Create();
        var before = accelerator.CheckTrigger();
        if (accelerator.IsLastProcess)
            accelerator.SetTrigger();
        var (set, after) = (accelerator.CheckTrigger(), accelerator.CheckTrigger());
        Expect.Equal((false, true, false), (before, set, after), "What CheckTrigger says before, after and once more after the last rank called SetTrigger");
    }

    /// <summary>Shares are consecutive, differ by at most one, and can be filled up to equal lengths.</summary>
    public static void Split(SelfTestContext context)
    {
        using var accelerator = context.Create();
        int[] whole = [.. Enumerable.Range(0, (2 * context.Ranks) + 1)];
        var first = context.Rank == 0 ? 0 : (2 * context.Rank) + 1;
        int[] share = [.. whole.Skip(first).Take(context.Rank == 0 ? 3 : 2)];
        Expect.Sequence(share, accelerator.SplitBetweenProcesses(whole), "The share of SplitBetweenProcesses");
        if (context.Ranks > 1)
            Expect.Sequence(share.Length == 3 ? share : [.. share, share[^1]], accelerator.SplitBetweenProcesses(whole, applyPadding: true), "The filled-up share of SplitBetweenProcesses");
    }

    private static int? Number(SelfTestContext context, string variable) =>
        int.TryParse(context.Environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
