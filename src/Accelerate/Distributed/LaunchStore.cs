using System.Diagnostics;
using System.Globalization;
using System.Text;
using Accelerate.Native;

namespace Accelerate;

/// <summary>
/// The store at which the ranks of a launch meet. <c>accelerate launch</c> may have started the ranks of one machine again while rank 0, on another, still
/// serves the store of the attempt before. So rank 0 says there which attempt it is of, and the others do nothing in a store that is not of theirs.
/// </summary>
internal static class LaunchStore
{
    /// <summary>Where the keys of the group of all ranks are.</summary>
    internal const string GroupPrefix = "default_pg";

    private const string AttemptKey = "accelerate/attempt";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>Serves the store, as rank 0 does unless the launcher serves it, or reaches it.</summary>
    /// <param name="place">The rank that does.</param>
    /// <param name="limit">How long to look for the store of the rank's attempt.</param>
    /// <param name="isRank">Whether this process is that rank; false for its launcher.</param>
    /// <exception cref="RendezvousException">The store cannot be served or reached, or is one of another attempt.</exception>
    internal static Store Open(DistributedEnvironment place, TimeSpan limit, bool isRank = true)
    {
        try
        {
            return place switch
            {
                { UsesAgentStore: true } => Reach(place, limit, isRank),
                { Rank: 0 } => Serve(place, limit),
                { Attempt: { } attempt } => Find(place, attempt, limit, isRank),
                _ => Reach(place, limit, isRank),
            };
        }
        catch (TorchException exception)
        {
            throw new RendezvousException(
                $"Rank {place.Rank} of {place.WorldSize} {(place is { Rank: 0, UsesAgentStore: false } ? "could not serve" : "did not reach")} the store at {place.MasterAddress}:{place.MasterPort}. {exception.Message.Trim()}", exception);
        }
    }

    /// <summary>Tells the other ranks that one which has not joined will not come, so that they do not wait for it.</summary>
    /// <param name="place">The rank.</param>
    /// <param name="reason">What became of it.</param>
    /// <param name="limit">How long to look for the store.</param>
    /// <exception cref="RendezvousException">The store of its attempt was not to be found.</exception>
    internal static void TellLost(DistributedEnvironment place, string reason, TimeSpan limit)
    {
        using var store = Open(place, limit, isRank: false);
        using var group = new PrefixStore(GroupPrefix, store);
        HealthMonitor.Tell(group, [place.Rank], reason);
    }

    private static TcpStore Serve(DistributedEnvironment place, TimeSpan limit)
    {
        var store = new TcpStore(place.MasterAddress, place.MasterPort, isServer: true, place.WorldSize, limit, waitForWorkers: false);
        store.Set(AttemptKey, Encoding.ASCII.GetBytes(place.Attempt?.ToString(CultureInfo.InvariantCulture) ?? ""));
        return store;
    }

    private static TcpStore Reach(DistributedEnvironment place, TimeSpan limit, bool isRank) =>
        new(place.MasterAddress, place.MasterPort, isServer: false, isRank ? place.WorldSize : null, limit, waitForWorkers: isRank);

    /// <summary>Reaches the store of an attempt, after those of earlier ones, which it has ended.</summary>
    private static TcpStore Find(DistributedEnvironment place, int attempt, TimeSpan limit, bool isRank)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            var left = limit - clock.Elapsed;
            if (left <= TimeSpan.Zero)
                throw new RendezvousException(
                    $"Rank {place.Rank} was started again, and is of attempt {attempt}, which the main machine did not begin within {limit.TotalSeconds:0.#} s. Give the launchers of all machines the same --max-restarts.");
            TcpStore? store = null;
            try
            {
                // libtorch 1.13 counts whole seconds.
                store = Reach(place, left > s_second ? left : s_second, isRank);
                var served = AttemptOf(store, place, left);
                if (served is null || served == attempt)
                {
                    store.Timeout = limit;
                    return store;
                }
                if (served > attempt)
                    throw new RendezvousException(
                        $"Rank {place.Rank} is of attempt {attempt}, and the main machine has begun attempt {served}, since a process failed there. With the same --max-restarts on all machines their launchers follow.");
                using var group = new PrefixStore(GroupPrefix, store);
                HealthMonitor.Tell(group, [place.Rank], $"rank {place.Rank} has ended, and its launcher has started it again");
            }
            catch (TorchException exception) when (attempt > 0 && exception is not TorchTimeoutException)
            {
                // An earlier store has ended, as it should.
            }
            catch
            {
                store?.Dispose();
                throw;
            }
            store?.Dispose();
        }
    }

    /// <summary>The attempt that rank 0 is of; null where it does not say, as one of Python's.</summary>
    private static int? AttemptOf(Store store, DistributedEnvironment place, TimeSpan limit)
    {
        using var group = new PrefixStore(GroupPrefix, store);
        var clock = Stopwatch.StartNew();
        for (var pause = 1; !store.Check(AttemptKey); pause = Math.Min(pause * 2, 20))
        {
            if (Rendezvous.IsConnecting(group, 0))
                return null;
            if (clock.Elapsed > limit)
                throw new RendezvousException($"Rank {place.Rank} found a store at {place.MasterAddress}:{place.MasterPort}, but rank 0, which serves it, did not come within {limit.TotalSeconds:0.#} s. Is it the port of another program?");
            Thread.Sleep(pause);
        }
        return int.TryParse(Encoding.ASCII.GetString(store.Get(AttemptKey)), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : null;
    }
}
