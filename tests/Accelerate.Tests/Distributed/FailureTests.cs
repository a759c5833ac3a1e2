using System.Diagnostics;
using Accelerate.Native;
using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>What a rank is told when others do not do their part.</summary>
public sealed class FailureTests
{
    private static readonly ProcessGroupOptions Impatient = new() { Timeout = TimeSpan.FromMilliseconds(400), JoinTimeout = TimeSpan.FromSeconds(20), Heartbeat = TimeSpan.Zero };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_rank_that_does_not_come_in_time_ends_the_collective_and_the_group()
    {
        using var over = new ManualResetEventSlim();
        Ranks.Run(2, group =>
        {
            group.Barrier();
            if (group.Rank == 1)
            {
                over.Wait(Limit);
                return;
            }
            using var values = ones(2);
            var failure = Assert.Throws<CollectiveTimeoutException>(() => group.AllReduce(values));
            Assert.Equal("all-reduce", failure.Collective);
            Assert.Equal(2, failure.SequenceNumber);
            Assert.Equal([1], failure.Ranks);
            Assert.EndsWith("FailureTests.cs", failure.CallSite.File, StringComparison.Ordinal);
            Assert.Contains($"all-reduce #2 at FailureTests.cs:{failure.CallSite.Line} was not joined by rank 1 within 0.4 s", failure.Message);

            var later = Assert.Throws<CollectiveException>(() => group.Barrier());
            Assert.Same(failure, later.InnerException);
            Assert.Contains("dead since all-reduce #2", later.Message);
            Assert.Contains(failure.Message, later.Message);
            Assert.Equal("barrier", later.Collective);
            over.Set();
        }, Impatient);
    }

    [Fact]
    public void A_rank_that_leaves_ends_the_collective_of_the_other() => Ranks.Run(2, group =>
    {
        if (group.Rank == 1)
            return;
        using var values = ones(2);
        var failure = Assert.Throws<PeerLostException>(() => group.AllReduce(values));
        Assert.Equal([1], failure.Ranks);
        Assert.Contains("lost the connection to rank 1", failure.Message);
    });

    [Fact]
    public void A_message_that_nobody_sends_names_the_rank_that_it_was_awaited_from()
    {
        using var over = new CountdownEvent(2);
        Ranks.Run(3, group =>
        {
            if (group.Rank == 1)
            {
                using var values = ones(2);
                var failure = Assert.Throws<CollectiveTimeoutException>(() => group.Receive(values, source: 2));
                Assert.Equal([2], failure.Ranks);
                Assert.Contains("receive from rank 2 #1", failure.Message);
                over.Signal(2);
            }
            over.Wait(Limit);
        }, Impatient);
    }

    [Fact]
    public void The_other_ranks_learn_which_one_has_ended() => OverTcp(4, TimeSpan.FromSeconds(2), group =>
    {
        group.Barrier();
        if (group.Rank == 2)
            return;
        using var values = ones(2);
        var failure = Assert.Throws<PeerLostException>(() =>
        {
            group.AllReduce(values);
            group.AllReduce(values);
        });
        Assert.Equal([2], failure.Ranks);
        Assert.Contains("rank 2 has ended", failure.Message);
    });

    [Fact]
    public void A_rank_without_a_sign_of_life_ends_the_waits_of_the_others_and_their_tasks()
    {
        using var over = new CountdownEvent(2);
        var heartbeat = TimeSpan.FromMilliseconds(600);
        OverTcp(3, heartbeat, (group, store) =>
        {
            group.Barrier();
            if (group.Rank == 2)
            {
                // Its monitor is off, and it beats but once: to the others it is a process that has stopped.
                store.Set("accelerate/heartbeat/2", "1"u8);
                over.Wait(Limit);
                return;
            }
            using var values = ones(2);
            var clock = Stopwatch.StartNew();
            var work = group.AllReduceAsync(values);
            var failure = group.Rank == 0
                ? Assert.Throws<PeerLostException>(work.Wait)
                : Assert.ThrowsAsync<PeerLostException>(work.AsTask).GetAwaiter().GetResult();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed.TotalSeconds} s.");
            Assert.Equal([2], failure.Ranks);
            Assert.Contains("rank 2 has given no sign of life", failure.Message);
            Assert.Contains("dead since all-reduce", Assert.Throws<CollectiveException>(() => group.Barrier()).Message);
            over.Signal();
        }, rank => rank == 2 ? TimeSpan.Zero : heartbeat);
    }

    [Fact]
    public void A_rank_that_lives_but_takes_long_is_not_lost() => OverTcp(2, TimeSpan.FromMilliseconds(400), group =>
    {
        if (group.Rank == 1)
            Thread.Sleep(1500);
        using var values = ones(2);
        group.AllReduce(values);
        Assert.Equal([2f, 2f], Networks.Floats(values));
    });

    [Fact]
    public void A_wrong_argument_leaves_the_group_alive() => Ranks.Run(2, group =>
    {
        using var values = ones(3);
        Assert.Throws<ArgumentException>(() => group.Broadcast(values, source: 2));
        Assert.Throws<ArgumentException>(() => { group.ReduceScatter(values); });
        Assert.Throws<ArgumentException>(() => { group.AllToAll(values, [1, 1], [1, 1]); });
        Assert.Throws<ArgumentException>(() => group.Send(values, group.Rank));
        group.Barrier();
    });

    [Fact]
    public void A_disposed_group_says_so() => Ranks.Run(1, group =>
    {
        group.Dispose();
        using var values = ones(3);
        Assert.Throws<ObjectDisposedException>(() => group.AllReduce(values));
    });

    private static void OverTcp(int count, TimeSpan heartbeat, Action<ProcessGroup> body) => OverTcp(count, heartbeat, (group, _) => body(group), _ => heartbeat);

    /// <summary>Ranks that are threads, but find each other as processes do and have heartbeats.</summary>
    private static void OverTcp(int count, TimeSpan heartbeat, Action<ProcessGroup, Store> body, Func<int, TimeSpan> heartbeatOf)
    {
        using var server = new TcpStore("127.0.0.1", 0, isServer: true, null, Limit, waitForWorkers: false);
        Exception? first = null;
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                using var store = server.Reconnect();
                using var group = ProcessGroup.Create(store, rank, count, new() { Timeout = Limit, JoinTimeout = Limit, Heartbeat = heartbeatOf(rank) });
                body(group, store);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref first, exception, null);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Limit * 2), "A rank did not end."));
        if (first is not null)
            throw new InvalidOperationException(first.Message, first);
    }
}
