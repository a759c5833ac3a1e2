using Accelerate.Cli.Tests.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>Launchers on two machines that were told different things, or at different times.</summary>
public sealed class MeetingTests
{
    [Fact]
    public async Task A_machine_may_come_late()
    {
        var port = TwoLaunchers.FreePort();
        using var first = TwoLaunchers.Machine(1, port, 2);
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        Assert.Empty(TrainingReport.In(first.Output, "joined"));
        using var second = TwoLaunchers.Machine(0, port, 2);
        var codes = await Task.WhenAll(first.EndAsync(), second.EndAsync());
        Assert.Equal([0, 0], codes);
        Assert.Equal(TrainingReport.Weights(first.Output), TrainingReport.Weights(second.Output));
    }

    [Fact]
    public async Task Machines_that_count_the_processes_differently_are_told_both_numbers()
    {
        var port = TwoLaunchers.FreePort();
        using var first = TwoLaunchers.Machine(0, port, 2);
        using var second = TwoLaunchers.Machine(1, port, 4);
        var codes = await Task.WhenAll(first.EndAsync(), second.EndAsync());
        Assert.Equal([134, 134], codes);
        foreach (var launch in new[] { first, second })
            Assert.Matches("RendezvousException: Rank [0-9] joins a group of [24] ranks over gloo.*but a rank that came before joined one of [24] ranks over gloo.*WORLD_SIZE", launch.Errors);
    }

    [Fact]
    public async Task A_machine_whose_process_never_joins_takes_the_other_along_to_the_last_attempt()
    {
        var port = TwoLaunchers.FreePort();
        using var first = TwoLaunchers.Machine(0, port, 2, "--max-restarts", "2", LaunchedProgram.TrainWorker);
        using var second = TwoLaunchers.Machine(1, port, 2, "--max-restarts", "2", "sh", "-c", "exit 3");
        var codes = await Task.WhenAll(first.EndAsync(), second.EndAsync());
        Assert.Equal([134, 3], codes);
        Assert.Equal(3, first.Errors.Split("Rank 0 failed with Accelerate.RendezvousException: Rank 0 of 2 cannot join: Rank 1 failed: its process").Length - 1);
        Assert.Contains("started again (2 of at most 2 times)", first.Errors);
    }

    [Fact]
    public async Task A_rank_that_two_machines_claim_is_named()
    {
        // Of four ranks, 2 and 3 are there twice, and 0 and 1 not yet.
        using var server = new Native.TcpStore("127.0.0.1", 0, isServer: true, null, TimeSpan.FromSeconds(30), waitForWorkers: false);
        server.Set("accelerate/attempt", "0"u8);
        using var first = TwoLaunchers.Machine(1, server.Port, 4);
        using var second = TwoLaunchers.Machine(1, server.Port, 4);
        var codes = await Task.WhenAll(first.EndAsync(), second.EndAsync());
        Assert.Equal([134, 134], codes);
        foreach (var launch in new[] { first, second })
            Assert.Matches("RendezvousException: Rank [23] has joined already. Give each process a rank of its own", launch.Errors);
    }
}
