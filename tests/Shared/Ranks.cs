using System.Runtime.ExceptionServices;
using Accelerate.Native;
using Xunit;

namespace Accelerate.Testing;

/// <summary>
/// Runs the ranks of a process group as threads of the test. libtorch's default generator is shared by all of them: a test whose ranks draw numbers gives each a
/// generator of its own.
/// </summary>
internal static class Ranks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="body"/> on each of <paramref name="count"/> ranks. The first one that fails decides what is thrown.</summary>
    public static void Run(int count, Action<ProcessGroup> body, ProcessGroupOptions? options = null) =>
        Run(count, group =>
        {
            body(group);
            return true;
        }, options);

    /// <summary>As <see cref="Run(int, Action{ProcessGroup}, ProcessGroupOptions?)"/>, with what each rank returned, by rank.</summary>
    public static T[] Run<T>(int count, Func<ProcessGroup, T> body, ProcessGroupOptions? options = null)
    {
        using var store = new HashStore();
        var results = new T[count];
        (int Rank, Exception Exception)? first = null;
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                Threads.LimitCurrentThread(1);
                using var group = ProcessGroup.Create(store, rank, count, options ?? new() { Timeout = TimeSpan.FromSeconds(20), JoinTimeout = TimeSpan.FromSeconds(20) });
                results[rank] = body(group);
            }
            catch (Exception exception)
            {
                lock (results)
                    first ??= (rank, exception);
            }
        })
        { IsBackground = true, Name = $"rank {rank}" }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        var deadline = DateTime.UtcNow + Limit;
        foreach (var thread in threads)
        {
            var left = deadline - DateTime.UtcNow;
            if (!thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero))
                Assert.Fail($"{thread.Name} of {count} did not end within {Limit.TotalSeconds} s{(first is { } failed ? $"; rank {failed.Rank} failed before: {failed.Exception}" : ".")}");
        }
        if (first is { } failure)
        {
            failure.Exception.Data["rank"] = failure.Rank;
            ExceptionDispatchInfo.Throw(failure.Exception);
        }
        return results;
    }
}
