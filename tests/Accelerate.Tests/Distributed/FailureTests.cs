using System.Diagnostics;
using Accelerate.Native;
using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>What a rank is told when others do not do their part.</summary>
public sealed class FailureTests
{
    private static readonly ProcessGroupOptions Impatient = new() { Timeout = TimeSpan.FromSeconds(1), JoinTimeout = TimeSpan.FromSeconds(20), Heartbeat = TimeSpan.Zero };
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
            Assert.Contains($"all-reduce #2 at FailureTests.cs:{failure.CallSite.Line} was not joined by rank 1 within 1 s", failure.Message);

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

    [Theory]
    [InlineData("sizes")]
    [InlineData("types")]
    [InlineData("gathers")]
    [InlineData("collectives")]
    public void Ranks_that_wait_in_different_collectives_are_told_so_instead_of_ending_the_process(string difference) => Ranks.Run(3, group =>
    {
        using var scope = NewDisposeScope();
        group.Barrier();
        var odd = group.Rank == 1;
        var work = difference switch
        {
            "sizes" => group.AllReduceAsync(ones(odd ? 2 : 300)),
            "types" => group.AllReduceAsync(odd ? ones(3).to_type(ScalarType.Float64) : ones(3)),
            "gathers" => group.AllGatherAsync(ones(odd ? 5 : 4, 2)),
            _ => odd ? group.BroadcastAsync(ones(3), 1) : group.AllReduceAsync(ones(3)),
        };
        // By a wait or by a task.
        var failure = group.Rank == 0
            ? Assert.Throws<CollectiveMismatchException>(work.Wait)
            : Assert.ThrowsAsync<CollectiveMismatchException>(work.AsTask).GetAwaiter().GetResult();
        Assert.Equal(2, failure.SequenceNumber);
        Assert.Contains("collective #2", failure.Message);
        Assert.Contains("rank 1: ", failure.Message);
        Assert.Contains($"at FailureTests.cs:{failure.CallSite.Line}", failure.Message);
    });

    [Fact]
    public void A_message_of_another_size_than_is_awaited_is_not_delivered() => Ranks.Run(2, group =>
    {
        using var values = ones(group.Rank == 0 ? 3 : 30);
        group.Barrier();
        var failure = Assert.ThrowsAny<CollectiveException>(() =>
        {
            if (group.Rank == 0)
                group.Receive(values, 1);
            else
                group.Send(values, 0);
        });
        // The rank whose time is over first closes the connection.
        Assert.True(failure is CollectiveTimeoutException or PeerLostException, failure.Message);
        Assert.True(values.eq(1).all().item<bool>());
    }, Impatient);

    [Fact]
    public void Counts_of_rows_that_do_not_fit_are_found_before_the_rows_are_sent() => Ranks.Run(2, group =>
    {
        using var rows = ones(3, 2);
        using var taken = group.AllToAll(rows, [1, 2]);
        Assert.Equal([group.Rank == 0 ? 2L : 4L, 2L], taken.shape);
        if (group.Rank == 1)
        {
            Assert.ThrowsAny<CollectiveException>(() => { group.AllToAll(rows, [1, 2], [2, 2]); });
            return;
        }
        var failure = Assert.Throws<CollectiveMismatchException>(() => { group.AllToAll(rows, [1, 2], [1, 3]); });
        Assert.Equal([1], failure.Ranks);
        Assert.Contains("expects [1, 3] rows of the ranks, but they give [1, 1]", failure.Message);
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
