using System.Diagnostics;
using System.Text;
using Accelerate.Native;

namespace Accelerate;

/// <summary>
/// How ranks find together before their backend connects them: each says in the store that it has come and on what terms. A rank of Python's
/// <c>torch.distributed</c> says nothing, but is known by what its backend leaves there.
/// </summary>
internal static class Rendezvous
{
    private const string Terms = "accelerate/terms";
    private const string Refusal = "accelerate/refusal";

    /// <summary>Where a group of Python's <c>init_process_group</c> keeps what its backend needs, and where it counts the ranks at the end.</summary>
    internal const string BackendPrefix = "0";
    private const string Barrier = "store_based_barrier_key:1";

    /// <summary>Says that this rank has come.</summary>
    /// <exception cref="RendezvousException">It has come before, or others came on other terms.</exception>
    internal static void Announce(Store store, int rank, int size, ProcessGroupOptions options)
    {
        var terms = $"{size} ranks over {options.Backend}, debug mode {(options.IsDebug ? "on" : "off")}";
        var agreed = Encoding.UTF8.GetString(store.CompareSet(Terms, [], Encoding.UTF8.GetBytes(terms)));
        if (agreed != terms)
            throw Refuse(store, $"Rank {rank} joins a group of {terms}, but a rank that came before joined one of {agreed}. Start all ranks with the same WORLD_SIZE and settings, over a store of their own.");
        if (store.Add(Joined(rank), 1) > 1)
            throw Refuse(store, $"Rank {rank} has joined already. Give each process a rank of its own (RANK), and each group a store of its own (another port, or another PrefixStore); a group that has ended cannot be joined again.");
    }

    /// <summary>Waits until all ranks have come.</summary>
    /// <returns>Whether all of them are ranks of ours; the same on each of those.</returns>
    /// <exception cref="RendezvousException">They have not, or disagree, or one that came is lost.</exception>
    internal static bool AwaitAll(Store store, int rank, int size, ProcessGroupOptions options, HealthMonitor? health)
    {
        var missing = Enumerable.Range(0, size).ToList();
        var clock = Stopwatch.StartNew();
        for (var pause = 1; ; pause = Math.Min(pause * 2, 20))
        {
            if (store.Check([.. missing.Select(Joined)]))
                break;
            missing.RemoveAll(other => store.Check(Joined(other)) || IsConnecting(store, other));
            if (missing.Count == 0)
                break;
            if (store.Check(Refusal))
                throw new RendezvousException(Encoding.UTF8.GetString(store.Get(Refusal)));
            ThrowIfLost(rank, size, health);
            if (clock.Elapsed > options.JoinTimeout)
                throw new RendezvousException(
                    $"Rank {rank} waited {options.JoinTimeout.TotalSeconds:0.#} s for all {size} ranks, but {Ranks(missing)} never came. Check that {(missing.Count == 1 ? "its process has" : "their processes have")} been started, "
                    + "with the same MASTER_ADDR, MASTER_PORT and WORLD_SIZE, and with the RANK that is missing.");
            Thread.Sleep(pause);
        }
        return store.Check([.. Enumerable.Range(0, size).Select(Joined)]);
    }

    /// <summary>Waits until the backend of every rank is connected; then no rank that ends leaves another one connecting.</summary>
    internal static void Settle(Store store, int rank, int size, TimeSpan limit, HealthMonitor? health)
    {
        var ready = store.Add(Barrier, 1);
        var clock = Stopwatch.StartNew();
        for (; ready < size; ready = store.Add(Barrier, 0))
        {
            ThrowIfLost(rank, size, health);
            if (clock.Elapsed > limit)
                throw new RendezvousException($"Only {ready} of {size} ranks finished joining within {limit.TotalSeconds:0.#} s. The output of the others says what keeps them.");
            Thread.Sleep(1);
        }
    }

    /// <summary>Connects the backend, on a thread that is left behind where a rank that is to be connected to is lost meanwhile.</summary>
    internal static NativeGroup Connect(Func<NativeGroup> connect, int rank, int size, HealthMonitor? health)
    {
        if (health is null)
            return connect();
        var connecting = Task.Factory.StartNew(connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (Task.WaitAny([connecting], TimeSpan.FromMilliseconds(Work.SliceMilliseconds)) < 0)
            ThrowIfLost(rank, size, health);
        return connecting.GetAwaiter().GetResult();
    }

    /// <summary>Whether the backend of a rank has left its address, which is the first that is known of a rank of Python's.</summary>
    internal static bool IsConnecting(Store store, int rank) => store.Check($"{BackendPrefix}/0/rank_{rank}") || store.Check($"{BackendPrefix}/0/{rank}");

    private static void ThrowIfLost(int rank, int size, HealthMonitor? health)
    {
        if (health?.Current is not { } lost)
            return;
        if (rank == 0 && size > 2)
            health.LetOthersRead();
        throw new RendezvousException($"Rank {rank} of {size} cannot join: {lost.Message}. The output of {Ranks(lost.Ranks)} says why.");
    }

    internal static string Ranks(IReadOnlyList<int> ranks) => ranks.Count == 1 ? $"rank {ranks[0]}" : $"ranks {string.Join(", ", ranks)}";

    private static string Joined(int rank) => $"accelerate/joined/{rank}";

    private static RendezvousException Refuse(Store store, string message)
    {
        store.Set(Refusal, Encoding.UTF8.GetBytes(message));
        return new(message);
    }
}
