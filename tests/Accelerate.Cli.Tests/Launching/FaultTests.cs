using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class FaultTests
{
    private const int Interrupt = 2, Kill = 9, Terminate = 15, Stop = 19;
    private const string SleepLong = "echo ready $RANK $$; exec sleep 300";

    [Fact]
    public async Task A_process_that_fails_ends_the_others_and_gives_its_exit_code()
    {
        using var launch = LaunchedProgram.StartScript("[ $RANK = 1 ] && { echo cannot read the data >&2; exit 3; }; echo ready $RANK $$; exec sleep 300", "--num-processes", "3");
        Assert.Equal(3, await launch.EndAsync());
        Assert.Matches("Rank 1 failed: its process [0-9]+ ended with exit code 3\\.", launch.Errors);
        Assert.Contains("The last lines that it wrote:\n  cannot read the data", launch.Errors);
        Assert.All(ProcessesIn(launch.Output), process => Assert.False(LaunchedProgram.Runs(process)));
    }

    [Fact]
    public async Task A_killed_process_ends_the_launch_at_once_and_is_named_with_its_signal()
    {
        using var launch = LaunchedProgram.StartScript(SleepLong, "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        var processes = ProcessesIn(launch.Output);
        var watch = Stopwatch.StartNew();
        LaunchedProgram.Kill(processes[1], Kill);
        Assert.Equal(137, await launch.EndAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Matches("Rank 1 failed: .*SIGKILL", launch.Errors);
        Assert.False(LaunchedProgram.Runs(processes[0]));
    }

    [Fact]
    public async Task A_process_that_does_not_heed_SIGTERM_is_killed()
    {
        using var launch = LaunchedProgram.StartScript("trap '' TERM; echo ready $RANK $$; [ $RANK = 1 ] && { sleep 0.3; exit 5; }; while :; do sleep 300; done", "--num-processes", "2");
        var code = await launch.EndAsync();
        Assert.Equal(5, code);
        Assert.All(ProcessesIn(launch.Output), process => Assert.False(LaunchedProgram.Runs(process)));
    }

    [Fact]
    public async Task An_exception_is_what_is_shown()
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", LaunchedProgram.Worker, "throw-in-rank", "1");
        Assert.Equal(134, await launch.EndAsync());
        Assert.Contains("Rank 1 failed with System.InvalidOperationException: the loss is gone", launch.Errors);
        Assert.Contains("[rank 1] Unhandled exception.", launch.Errors);
    }

    [Fact]
    public async Task A_process_that_only_missed_its_peer_is_not_the_cause()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript($"cd {directory.Path}\n" + """
            if [ $RANK = 0 ]; then
              until [ -e ready ]; do sleep 0.01; done
              echo '{"message": {"message": "Accelerate.PeerLostException: rank 1 is gone", "extraInfo": {"dotnet_type": "Accelerate.PeerLostException"}}}' > $TORCHELASTIC_ERROR_FILE
              exit 1
            fi
            trap 'exit 7' TERM; echo the disk is full >&2; touch ready; while :; do sleep 0.01; done
            """, "--num-processes", "2", "--monitor-interval", "20");
        Assert.Equal(7, await launch.EndAsync());
        Assert.Contains("Rank 1 failed", launch.Errors);
    }

    [Fact]
    public async Task A_process_that_only_misses_a_peer_whose_failure_is_known_is_not_waited_for()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript($"cd {directory.Path}\n" + """
            if [ $RANK = 0 ]; then
              until [ -e ready ]; do sleep 0.01; done
              exit 3
            fi
            trap '' TERM
            echo '{"message": {"message": "Accelerate.PeerLostException: rank 0 is gone", "extraInfo": {"dotnet_type": "Accelerate.PeerLostException"}}}' > $TORCHELASTIC_ERROR_FILE
            touch ready; echo ready $RANK $$; while :; do sleep 0.01; done
            """, "--num-processes", "2", "--monitor-interval", "600");
        Assert.Equal(3, await launch.EndAsync());
        Assert.Contains("Rank 0 failed", launch.Errors);
        Assert.All(ProcessesIn(launch.Output), static process => Assert.False(LaunchedProgram.Runs(process)));
    }

    [Fact]
    public async Task A_process_that_hangs_is_the_cause_when_the_others_give_it_up()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript($"echo ready $RANK $$; [ $RANK = 0 ] || exec sleep 300; until [ -e {directory["give-up"]} ]; do sleep 0.01; done; exit 1", "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        var hung = ProcessesIn(launch.Output)[1];
        LaunchedProgram.Kill(hung, Stop);
        await LaunchedProgram.UntilAsync(() => File.ReadAllText($"/proc/{hung}/stat").Contains(") T ", StringComparison.Ordinal), () => "The process was not stopped.");
        directory.Write("give-up", "");
        Assert.Equal(137, await launch.EndAsync());
        Assert.Contains($"Rank 1 did not answer: its process {hung} was stopped", launch.Errors);
        Assert.False(LaunchedProgram.Runs(hung));
    }

    [Fact]
    public async Task Nothing_survives_a_killed_launcher()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript($"setsid sh -c 'echo $$ > {directory.Path}/$RANK.own; exec sleep 300' & sleep 300 & echo $! > {directory.Path}/$RANK.child; echo ready $RANK $$; wait", "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        await LaunchedProgram.UntilAsync(() => Directory.GetFiles(directory.Path, "*.own").Count(static file => new FileInfo(file).Length > 0) == 2, () => "The children did not start.");
        int[] all = [.. ProcessesIn(launch.Output), .. Directory.GetFiles(directory.Path).Select(static file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture))];
        Assert.Equal(6, all.Length);
        Assert.All(all, static process => Assert.True(LaunchedProgram.Runs(process)));
        launch.Signal(Kill);
        var watch = Stopwatch.StartNew();
        await LaunchedProgram.UntilAsync(() => !all.Any(LaunchedProgram.Runs), () => "A process survived.");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Nothing_survives_a_launch_that_ends_well()
    {
        using var launch = LaunchedProgram.StartScript("setsid sleep 300 & echo ready $RANK $!; sleep 0.1", "--num-processes", "2");
        Assert.Equal(0, await launch.EndAsync());
        Assert.All(ProcessesIn(launch.Output), static process => Assert.False(LaunchedProgram.Runs(process)));
    }

    [Fact]
    public async Task A_failed_launch_is_started_again()
    {
        using var launch = LaunchedProgram.StartScript("echo attempt $TORCHELASTIC_RESTART_COUNT of $TORCHELASTIC_MAX_RESTARTS; [ $TORCHELASTIC_RESTART_COUNT = 2 ] || { [ $RANK = 0 ] && exit 9; exec sleep 300; }", "--num-processes", "2", "--max-restarts", "3");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Contains("[rank 1] attempt 2 of 3\n", launch.Output);
        Assert.Equal(2, launch.Errors.Split("Rank 0 failed").Length - 1);
        Assert.Contains("started again (2 of at most 3 times)", launch.Errors);
    }

    [Theory]
    [InlineData(Interrupt, "INT", 130)]
    [InlineData(Terminate, "TERM", 143)]
    public async Task A_signal_reaches_every_process_once_and_lets_it_finish_its_step(int signal, string name, int code)
    {
        using var launch = LaunchedProgram.StartScript($"trap 'stop=1; echo told' {name}; echo ready $RANK $$; while [ -z \"$stop\" ]; do sleep 0.01; done; sleep 0.3; echo finished", "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        launch.Signal(signal);
        Assert.Equal(code, await launch.EndAsync());
        Assert.Equal(2, launch.Output.Split("told").Length - 1);
        Assert.Equal(2, launch.Output.Split("finished").Length - 1);
        Assert.DoesNotContain("failed", launch.Errors);
    }

    [Fact]
    public async Task A_second_signal_kills()
    {
        using var launch = LaunchedProgram.StartScript("trap 'echo told' INT; echo ready $RANK $$; while :; do sleep 0.01; done", "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        launch.Signal(Interrupt);
        await launch.OutputHoldsAsync("told", 2);
        launch.Signal(Interrupt);
        Assert.Equal(130, await launch.EndAsync());
        Assert.All(ProcessesIn(launch.Output), static process => Assert.False(LaunchedProgram.Runs(process)));
    }

    /// <summary>The process ids in lines such as <c>ready 1 4711</c>, by rank.</summary>
    private static int[] ProcessesIn(string output) =>
    [
        .. output.Split('\n').Where(static line => line.Contains("ready ", StringComparison.Ordinal)).Select(static line => line.Split(' ')).OrderBy(static words => words[^2])
            .Select(static words => int.Parse(words[^1], CultureInfo.InvariantCulture)),
    ];
}
