using System.Globalization;
using Accelerate.Cli.Tests.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>A rank ends or hangs at some point of a training: what the others, the launchers and the user are told, and when.</summary>
public sealed class LostRankTests
{
    [Theory]
    [InlineData("forward", "average of gradients")]
    [InlineData("backward", "average of gradients")]
    [InlineData("all-reduce", "all-reduce")]
    [InlineData("optimizer", "average of gradients")]
    [InlineData("barrier", "barrier")]
    public async Task A_killed_rank_is_named_by_its_launcher_with_its_signal_and_by_the_others(string stage, string collective)
    {
        using var training = TwoLaunchers.Start(["--steps", "1000", "--fault", $"kill@{stage}@1"]);
        var codes = await training.EndAsync();
        Assert.Equal([134, 137], codes);
        var (other, own) = (training.Machines[0], training.Machines[1]);
        Assert.Matches("Rank 1 failed: its process [0-9]+ was ended by SIGKILL, exit code 137", own.Errors);
        Assert.Matches($"Rank 0 failed with Accelerate.PeerLostException: On rank 0 the {collective} #[0-9]+ at (Program|FaultyCommunication).cs:[0-9]+ .*rank 1", other.Errors);
        AssertNothingRuns(training.Machines);
        var fault = TrainingReport.Single(own, "fault");
        TrainingReport.Measured($"killed in {stage}, noticed by the other", fault.Time, TrainingReport.Single(other, "thrown").Time);
        TrainingReport.Measured($"killed in {stage}, its launcher has ended", fault.Time, own.EndTime);
        TrainingReport.Measured($"killed in {stage}, all have ended", fault.Time, other.EndTime);
    }

    [Theory]
    [InlineData("message", 1, "receive from rank 1")]
    [InlineData("message", 0, "send to rank 0")]
    [InlineData("broadcast", 0, "broadcast")]
    [InlineData("broadcast", 1, "broadcast")]
    public async Task A_rank_killed_in_the_middle_of_a_message_is_missed_before_its_heart(string stage, int lost, string collective)
    {
        var ranks = StartRanks(2, "30", "--steps", "1000", "--fault", $"kill@{stage}@{lost}");
        try
        {
            await Task.WhenAll(ranks.Select(static rank => rank.EndAsync()));
            var thrown = TrainingReport.Single(ranks[1 - lost], "thrown");
            Assert.Matches($"^PeerLostException: On rank {1 - lost} the {collective} #[0-9]+ at FaultyCommunication.cs:[0-9]+ (lost the connection to rank {lost}:|cannot be finished: the connection to the store is lost)", thrown.Text);
            var fault = TrainingReport.In(ranks[0].Output + ranks[1].Output, "fault").Single();
            TrainingReport.Measured($"rank {lost} killed in {stage}, noticed by the other", fault.Time, thrown.Time);
        }
        finally
        {
            Array.ForEach(ranks, static rank => rank.Dispose());
        }
    }

    [Theory]
    [InlineData("kill@forward@1", "batch statistics of _norm #[0-9]+ .*rank 1")]
    [InlineData("kill@backward@1", "batch sums of _norm #[0-9]+ at Program.cs:[0-9]+ .*rank 1")]
    [InlineData("stop@backward@1", "batch sums of _norm #[0-9]+ at Program.cs:[0-9]+ .*rank 1 has given no sign of life")]
    public async Task A_rank_that_is_lost_before_a_synchronized_batch_norm_is_named_by_the_others(string fault, string failure)
    {
        using var training = TwoLaunchers.Start(["--steps", "1000", "--norm", "on", "--fault", fault], heartbeat: fault.StartsWith("stop", StringComparison.Ordinal) ? "2" : "30");
        var codes = await training.EndAsync();
        Assert.Equal([134, 137], codes);
        Assert.Matches($"Rank 0 failed with Accelerate.PeerLostException: On rank 0 the {failure}", training.Machines[0].Errors);
        AssertNothingRuns(training.Machines);
    }

    [Fact]
    public async Task A_rank_killed_at_start_up_ends_the_launch()
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", LaunchedProgram.TrainWorker, "--fault", "kill@start-up@1");
        Assert.Equal(137, await launch.EndAsync());
        Assert.Matches("Rank 1 failed: its process [0-9]+ was ended by SIGKILL, exit code 137", launch.Errors);
        Assert.Empty(TrainingReport.In(launch.Output, "trained"));
        TrainingReport.Measured("killed at start-up, the launcher has ended", TrainingReport.Single(launch, "fault").Time, launch.EndTime);
    }

    [Fact]
    public async Task A_rank_that_ends_before_it_has_joined_ends_the_wait_of_the_other_machine_with_its_reason()
    {
        using var training = TwoLaunchers.Start(["--fault", "throw@start-up@1"]);
        // They would wait for five minutes.
        var codes = await training.EndAsync();
        Assert.Equal([134, 134], codes);
        Assert.Contains(
            "Rank 0 failed with Accelerate.RendezvousException: Rank 0 of 2 cannot join: Rank 1 failed with System.InvalidOperationException: the loss is gone in start-up (was ended by SIGABRT, exit code 134).",
            training.Machines[0].Errors);
        TrainingReport.Measured("ended before it has joined, noticed by the other machine", TrainingReport.Single(training.Machines[1], "fault").Time, TrainingReport.Single(training.Machines[0], "thrown").Time);
    }

    [Theory]
    [InlineData("start-up", 0, 2)]
    [InlineData("start-up", 1, 2)]
    [InlineData("backward", 0, 2)]
    [InlineData("backward", 3, 4)]
    public async Task Machines_that_start_again_meet_in_the_same_attempt(string stage, int rank, int processes)
    {
        using var training = TwoLaunchers.Start(["--fault", $"kill@{stage}@{rank}"], maxRestarts: 1, processes: processes);
        var codes = await training.EndAsync();
        Assert.True(codes is [0, 0], string.Join('\n', training.Machines.Select(static machine => machine.Output + machine.Errors)));
        var fault = TrainingReport.Single(training.Machines[rank * 2 / processes], "fault");
        foreach (var machine in training.Machines)
        {
            Assert.Contains("started again (1 of at most 1 times)", machine.Errors);
            TrainingReport.AssertTrained(machine.Output, processes / 2);
            var again = TrainingReport.In(machine.Output, "step").Where(step => step.Text == "0" && step.Time > fault.Time);
            TrainingReport.Measured($"rank {rank} of {processes} killed in {stage}, both machines started again, first step taken", fault.Time, again.Max(static step => step.Time));
        }
    }

    [Fact]
    public async Task Processes_of_one_launch_are_cleaned_up_when_one_is_killed()
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", LaunchedProgram.TrainWorker, "--steps", "1000", "--fault", "kill@backward@0");
        Assert.Equal(137, await launch.EndAsync());
        Assert.Matches("Rank 0 failed: its process [0-9]+ was ended by SIGKILL, exit code 137", launch.Errors);
        AssertNothingRuns(launch);
        TrainingReport.Measured("killed, the launcher has cleaned up", TrainingReport.Single(launch, "fault").Time, launch.EndTime);
    }

    [Fact]
    public async Task An_exception_of_a_rank_is_shown_by_its_launcher_and_its_loss_by_the_other()
    {
        using var training = TwoLaunchers.Start(["--steps", "1000", "--fault", "throw@backward@1"]);
        var codes = await training.EndAsync();
        Assert.Equal([134, 134], codes);
        Assert.Contains("Rank 1 failed with System.InvalidOperationException: the loss is gone in backward", training.Machines[1].Errors);
        Assert.Matches("Rank 0 failed with Accelerate.PeerLostException: .*rank 1", training.Machines[0].Errors);
        AssertNothingRuns(training.Machines);
        TrainingReport.Measured("exception, noticed by the other", TrainingReport.Single(training.Machines[1], "fault").Time, TrainingReport.Single(training.Machines[0], "thrown").Time);
    }

    [Fact]
    public async Task A_rank_that_hangs_is_ended_by_its_own_launcher_when_those_of_other_machines_have_given_it_up()
    {
        using var training = TwoLaunchers.Start(["--steps", "1000", "--fault", "stop@backward@1"], heartbeat: "2");
        var codes = await training.EndAsync();
        Assert.Equal([134, 137], codes);
        Assert.Matches("Rank 0 failed with Accelerate.PeerLostException: .*rank 1 has given no sign of life", training.Machines[0].Errors);
        Assert.Matches(@"Rank 1 did not answer: its process [0-9]+ was stopped \(state T", training.Machines[1].Errors);
        AssertNothingRuns(training.Machines);
        var fault = TrainingReport.Single(training.Machines[1], "fault");
        TrainingReport.Measured("hangs, heartbeat 2 s, noticed by the other machine", fault.Time, TrainingReport.Single(training.Machines[0], "thrown").Time);
        TrainingReport.Measured("hangs, heartbeat 2 s, all have ended", fault.Time, training.Machines[1].EndTime);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_other_rank_names_the_killed_one(int lost)
    {
        var ranks = StartRanks(3, "30", "--steps", "1000", "--fault", $"kill@all-reduce@{lost}");
        try
        {
            var codes = await Task.WhenAll(ranks.Select(static rank => rank.EndAsync()));
            Assert.Equal(137, codes[lost]);
            var fault = TrainingReport.Single(ranks[lost], "fault");
            foreach (var rank in Enumerable.Range(0, 3).Where(rank => rank != lost))
            {
                Assert.Equal(134, codes[rank]);
                var thrown = TrainingReport.Single(ranks[rank], "thrown");
                Assert.Matches($"^PeerLostException: On rank {rank} the all-reduce #[0-9]+ at FaultyCommunication.cs:[0-9]+ (lost the connection to rank {lost}:|cannot be finished: rank {lost} has ended|cannot be finished: the connection to the store is lost.*rank {lost})", thrown.Text);
                TrainingReport.Measured($"rank {lost} of 3 killed, noticed by rank {rank}", fault.Time, thrown.Time);
            }
        }
        finally
        {
            Array.ForEach(ranks, static rank => rank.Dispose());
        }
    }

    [Fact]
    public async Task Every_other_rank_names_the_one_that_hangs()
    {
        var ranks = StartRanks(3, "1", "--steps", "1000", "--fault", "stop@backward@1");
        try
        {
            var codes = await Task.WhenAll(ranks[0].EndAsync(), ranks[2].EndAsync());
            Assert.Equal([134, 134], codes);
            var fault = TrainingReport.Single(ranks[1], "fault");
            foreach (var rank in new[] { 0, 2 })
            {
                var thrown = TrainingReport.Single(ranks[rank], "thrown");
                Assert.Matches($"^PeerLostException: On rank {rank} the average of gradients .* rank 1 has given no sign of life for", thrown.Text);
                TrainingReport.Measured($"hangs, heartbeat 1 s, noticed by rank {rank}", fault.Time, thrown.Time);
            }
        }
        finally
        {
            Array.ForEach(ranks, static rank => rank.Dispose());
        }
    }

    [Fact]
    public async Task A_rank_that_hangs_is_the_cause_that_the_launcher_shows()
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", "--heartbeat", "0.5", LaunchedProgram.TrainWorker, "--steps", "1000", "--fault", "stop@all-reduce@1");
        Assert.Equal(137, await launch.EndAsync());
        Assert.Matches(@"Rank 1 did not answer: its process [0-9]+ was stopped \(state T", launch.Errors);
        AssertNothingRuns(launch);
        TrainingReport.Measured("hangs, heartbeat 0.5 s, all have ended", TrainingReport.Single(launch, "fault").Time, launch.EndTime);
    }

    [Fact]
    public async Task Started_again_after_a_fault_the_ranks_train_from_the_beginning()
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", "--max-restarts", "1", LaunchedProgram.TrainWorker, "--fault", "kill@backward@1");
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        Assert.Contains("started again (1 of at most 1 times)", launch.Errors);
        Assert.Equal(2, TrainingReport.Weights(launch.Output).Length);
        var fault = TrainingReport.Single(launch, "fault");
        var again = TrainingReport.In(launch.Output, "step").Where(step => step.Text == "0" && step.Time > fault.Time).ToArray();
        Assert.Equal(2, again.Length);
        TrainingReport.Measured("killed, started again, first step taken", fault.Time, again.Max(static step => step.Time));
    }

    /// <summary>Ranks without a launcher, which would end those that the test is about.</summary>
    private static LaunchedProgram[] StartRanks(int count, string heartbeat, params string[] arguments)
    {
        var port = TwoLaunchers.FreePort().ToString(CultureInfo.InvariantCulture);
        return
        [
            .. Enumerable.Range(0, count).Select(rank => LaunchedProgram.StartProgram(
                ["dotnet", LaunchedProgram.TrainWorker, .. arguments],
                ("RANK", $"{rank}"), ("WORLD_SIZE", $"{count}"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", port), ("ACCELERATE_HEARTBEAT", heartbeat))),
        ];
    }

    private static void AssertNothingRuns(params LaunchedProgram[] launches)
    {
        int[] processes = [.. launches.SelectMany(static launch => TrainingReport.ProcessesIn(launch.Output))];
        Assert.Equal(2, processes.Length);
        Assert.All(processes, static process => Assert.False(LaunchedProgram.Runs(process)));
    }
}
