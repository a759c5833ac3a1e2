using Accelerate.Native;

namespace Accelerate.Launching;

/// <summary>Runs ranks as threads of this process, each with a process group of its own over one store.</summary>
internal static class RankThreads
{
    /// <param name="train">What each rank runs.</param>
    /// <param name="count">The number of ranks.</param>
    /// <param name="computeThreads">The number of threads that each rank computes with.</param>
    /// <exception cref="RankFailedException">A rank failed.</exception>
    public static void Run(Action train, int count, int computeThreads)
    {
        using var store = new HashStore();
        var failures = new List<(int Rank, Exception Error)>();
        var ranks = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                Threads.LimitCurrentThread(computeThreads);
                // The group ends with its rank, which is how the others notice that it failed.
                using var group = ProcessGroup.Create(store, rank, count);
                ProcessGroup.Ambient = group;
                train();
            }
            catch (Exception error)
            {
                lock (failures)
                    failures.Add((rank, error));
            }
        })
        { IsBackground = true, Name = $"rank {rank}" }).ToArray();
        foreach (var rank in ranks)
            rank.Start();
        foreach (var rank in ranks)
            rank.Join();
        if (failures.Count == 0)
            return;
        // A rank that misses its peer fails as well, and may be done with it sooner.
        var (first, cause) = failures.OrderBy(static failure => failure.Error is PeerLostException or CollectiveTimeoutException).First();
        throw new RankFailedException(first, $"Rank {first} failed with {cause.GetType()}: {cause.Message}", cause);
    }
}
