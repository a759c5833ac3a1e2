using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Accelerate.Native;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>How ranks find together, and what they are told when they do not.</summary>
public sealed class RendezvousTests
{
    private static readonly ProcessGroupOptions Options = new() { Timeout = TimeSpan.FromSeconds(20), JoinTimeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public void Ranks_connect_by_the_environment_of_a_launcher_in_any_order()
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var results = Run(3, rank =>
        {
            if (rank == 0)
                Thread.Sleep(300);
            using var group = ProcessGroup.Connect(new() { Rank = rank, WorldSize = 3, MasterAddress = "127.0.0.1", MasterPort = port }, Options);
            using var values = ones(1);
            group.AllReduce(values);
            return values.item<float>();
        });
        Assert.All(results, result => Assert.Equal(3f, result));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_launcher_that_serves_the_store_serves_each_attempt_apart()
    {
        using var agent = new TcpStore("127.0.0.1", 0, isServer: true, null, TimeSpan.FromSeconds(20), waitForWorkers: false);
        foreach (var attempt in Enumerable.Range(0, 2))
        {
            var results = Run(2, rank =>
            {
                using var group = ProcessGroup.Connect(new() { Rank = rank, WorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = agent.Port, UsesAgentStore = true, RestartCount = attempt }, Options);
                using var values = ones(1);
                group.AllReduce(values);
                return values.item<float>();
            });
            Assert.Equal([2f, 2f], results);
        }
        Assert.True(agent.Check("/worker/attempt_1/default_pg/0/0/1"));
    }

    [Fact]
    public void A_rank_of_the_next_attempt_ends_the_wait_of_the_former_one_and_joins_its_own()
    {
        var port = FreePort();
        var results = Run(2, rank =>
        {
            // Rank 1 of the first attempt has ended before it joined.
            if (rank == 0)
                Assert.Contains("cannot join: rank 1 has ended, and its launcher has started it again", Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(Place(0, port, attempt: 0), Options)).Message);
            using var group = ProcessGroup.Connect(Place(rank, port, attempt: 1), Options);
            using var values = ones(1);
            group.AllReduce(values);
            return values.item<float>();
        });
        Assert.Equal([2f, 2f], results);
    }

    [Fact]
    public void A_rank_that_the_others_have_left_behind_ends()
    {
        using var server = new TcpStore("127.0.0.1", 0, isServer: true, null, Options.Timeout, waitForWorkers: false);
        server.Set("accelerate/attempt", "2"u8);
        Assert.Contains("Rank 1 is of attempt 1, and the main machine has begun attempt 2", Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(Place(1, server.Port, attempt: 1), Options)).Message);
    }

    [Fact]
    public void A_main_machine_that_is_not_started_again_is_named_with_what_to_check()
    {
        using var server = new TcpStore("127.0.0.1", 0, isServer: true, null, Options.Timeout, waitForWorkers: false);
        server.Set("accelerate/attempt", "0"u8);
        var failure = Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(Place(1, server.Port, attempt: 1), Options with { JoinTimeout = TimeSpan.FromSeconds(1.5) }));
        Assert.Contains("--max-restarts", failure.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_rank_that_its_launcher_says_will_not_come_is_not_waited_for(int heartbeat)
    {
        var port = FreePort();
        var messages = Run(2, rank =>
        {
            if (rank == 0)
                return Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(Place(0, port, attempt: 0), Options with { Heartbeat = TimeSpan.FromSeconds(heartbeat) })).Message;
            LaunchStore.TellLost(Place(1, port, attempt: 0), "its disk is full", TimeSpan.FromSeconds(20));
            return "";
        });
        Assert.StartsWith("Rank 0 of 2 cannot join: its disk is full. The output of rank 1", messages[0]);
    }

    [Fact]
    public void A_rank_that_is_missing_is_named()
    {
        using var store = new HashStore();
        var failures = Run(2, rank => Assert.Throws<RendezvousException>(() => ProcessGroup.Create(store, rank, 4, Options with { JoinTimeout = TimeSpan.FromMilliseconds(300) })));
        Assert.All(failures, failure => Assert.Contains("ranks 2, 3 never came", failure.Message));
    }

    [Fact]
    public void A_rank_that_is_there_twice_is_refused_and_all_who_wait_are_told()
    {
        using var store = new HashStore();
        var failures = Run(2, _ => Assert.Throws<RendezvousException>(() => ProcessGroup.Create(store, 1, 3, Options)));
        Assert.All(failures, failure => Assert.Contains("Rank 1 has joined already", failure.Message));
    }

    [Fact]
    public void A_group_that_has_formed_does_not_mind_a_late_duplicate()
    {
        using var store = new HashStore();
        using var formed = new CountdownEvent(2);
        using var refused = new ManualResetEventSlim();
        Run(3, rank =>
        {
            if (rank == 2)
            {
                formed.Wait();
                Assert.Contains("Rank 1 has joined already", Assert.Throws<RendezvousException>(() => ProcessGroup.Create(store, 1, 2, Options)).Message);
                refused.Set();
                return true;
            }
            using var group = ProcessGroup.Create(store, rank, 2, Options);
            formed.Signal();
            refused.Wait();
            group.Barrier();
            return true;
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rank_that_is_lost_before_the_group_has_formed_ends_the_wait_of_the_others(bool allHaveCome)
    {
        using var server = new TcpStore("127.0.0.1", 0, isServer: true, null, Options.Timeout, waitForWorkers: false);
        // Rank 1 has come and beaten once; where all have come, the others wait for its address.
        server.Add("accelerate/joined/1", 1);
        server.Set("accelerate/heartbeat/1", "1"u8);
        var clock = Stopwatch.StartNew();
        var failures = Run(allHaveCome ? 2 : 1, index =>
        {
            using var store = server.Reconnect();
            return Assert.Throws<RendezvousException>(() => ProcessGroup.Create(store, index * 2, 3, Options with { Heartbeat = TimeSpan.FromMilliseconds(400) }));
        });
        Assert.All(failures, failure => Assert.Contains("cannot join: rank 1 has given no sign of life", failure.Message));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed.TotalSeconds} s.");
    }

    [Fact]
    public void Ranks_that_count_the_world_differently_are_told_both_numbers()
    {
        using var store = new HashStore();
        var failures = Run(2, rank => Assert.Throws<RendezvousException>(() => ProcessGroup.Create(store, rank, 2 + rank, Options)));
        Assert.All(failures, failure => Assert.Matches("[23] ranks over gloo.*but .*[23] ranks over gloo", failure.Message));
    }

    [Fact]
    public void A_rank_outside_the_group_is_an_error_at_once()
    {
        using var store = new HashStore();
        Assert.Contains("ranks 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.Create(store, 2, 2, Options)).Message);
        Assert.Contains("There are gloo", Assert.Throws<ArgumentException>(() => ProcessGroup.Create(store, 0, 1, Options with { Backend = "mpi" })).Message);
    }

    [Fact]
    public void Where_nobody_listens_the_rank_says_where_it_looked_and_what_to_check()
    {
        var port = FreePort();
        var failure = Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(
            new() { Rank = 1, WorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = port }, Options with { JoinTimeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Contains($"Rank 1 of 2 did not reach the store at 127.0.0.1:{port}", failure.Message);
        Assert.Contains("MASTER_ADDR", failure.Message);
    }

    [Fact]
    public void A_name_that_nobody_knows_is_said_to_be_unknown()
    {
        var failure = Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(
            new() { Rank = 1, WorldSize = 2, MasterAddress = "no-such-machine.invalid", MasterPort = 1 }, Options with { JoinTimeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Contains("the name 'no-such-machine.invalid' is unknown", failure.Message);
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_of_the_rank_that_serves()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var failure = Assert.Throws<RendezvousException>(() => ProcessGroup.Connect(new() { Rank = 0, WorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = port }, Options));
        Assert.Contains($"Port {port} of this machine is taken", failure.Message);
    }

    private static DistributedEnvironment Place(int rank, int port, int attempt) =>
        new() { Rank = rank, WorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = port, RestartCount = attempt, Attempt = attempt };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static T[] Run<T>(int count, Func<int, T> body)
    {
        var tasks = Enumerable.Range(0, count).Select(rank => Task.Factory.StartNew(() => body(rank), default, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Assert.True(Task.WhenAll(tasks).Wait(TimeSpan.FromSeconds(40)), "A rank did not end.");
        return [.. tasks.Select(task => task.Result)];
    }
}
