using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class LogTests
{
    private const string TwoStreams = "echo out $RANK; echo err $RANK >&2";

    [Fact]
    public async Task Every_line_has_the_rank_in_front_and_stays_whole()
    {
        using var launch = LaunchedProgram.StartScript("i=0; while [ $i -lt 200 ]; do printf 'part %s ' $RANK; echo of line $i; i=$((i+1)); done; printf unfinished", "--num-processes", "3");
        Assert.Equal(0, await launch.EndAsync());
        var lines = launch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(603, lines.Length);
        Assert.All(lines, static line => Assert.Matches("^\\[rank ([0-2])\\] (part \\1 of line [0-9]+|unfinished)$", line));
        Assert.Equal(Enumerable.Range(0, 200).Select(static index => $"[rank 1] part 1 of line {index}"), lines.Where(static line => line.StartsWith("[rank 1] part", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_stands_in_front_where_it_is_given()
    {
        using var launch = LaunchedProgram.StartScript("echo $ROLE_NAME", "--num-processes", "2", "--role", "trainer");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Contains("[trainer 1] trainer\n", launch.Output);
    }

    [Fact]
    public async Task A_log_folder_holds_a_file_for_each_stream_of_each_process()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript(TwoStreams, "--num-processes", "2", "--log-dir", directory["logs"]);
        Assert.Equal(0, await launch.EndAsync());
        Assert.Equal("out 1\n", File.ReadAllText(directory["logs/attempt_0/1/stdout.log"]));
        Assert.Equal("err 0\n", File.ReadAllText(directory["logs/attempt_0/0/stderr.log"]));
        Assert.Contains("[rank 1] out 1\n", launch.Output);
        Assert.Contains("[rank 0] err 0\n", launch.Errors);
    }

    [Fact]
    public async Task Machines_can_share_a_log_folder()
    {
        using var directory = new TemporaryDirectory();
        var port = $"{Faults.TwoLaunchers.FreePort()}";
        for (var machine = 0; machine < 2; machine++)
        {
            using var launch = LaunchedProgram.StartScript(
                TwoStreams, "--num-processes", "2", "--num-machines", "2", "--machine-rank", $"{machine}", "--main-process-ip", "127.0.0.1", "--main-process-port", port, "--log-dir", directory["logs"]);
            Assert.Equal(0, await launch.EndAsync());
        }
        Assert.Equal(["out 0\n", "out 1\n"], Enumerable.Range(0, 2).Select(rank => File.ReadAllText(directory[$"logs/attempt_0/{rank}/stdout.log"])));
    }

    [Fact]
    public async Task Tee_says_what_is_shown_of_it()
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartScript(TwoStreams, "--num-processes", "2", "--log-dir", directory["logs"], "-t", "0:1,1:2");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Equal("[rank 0] out 0\n", launch.Output);
        Assert.Equal("[rank 1] err 1\n", launch.Errors);
        Assert.Equal("out 1\n", File.ReadAllText(directory["logs/attempt_0/1/stdout.log"]));
    }

    [Fact]
    public async Task A_full_disk_for_logs_is_reported_once_and_training_goes_on()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["logs/attempt_0/0"]);
        File.CreateSymbolicLink(directory["logs/attempt_0/0/stdout.log"], "/dev/full");
        using var launch = LaunchedProgram.StartScript("echo step 1; sleep 0.1; echo step 2", "--num-processes", "2", "--log-dir", directory["logs"]);
        Assert.Equal(0, await launch.EndAsync());
        Assert.Contains("[rank 0] step 2\n", launch.Output);
        Assert.Equal("step 1\nstep 2\n", File.ReadAllText(directory["logs/attempt_0/1/stdout.log"]));
        Assert.Equal(1, launch.Errors.Split("cannot be written").Length - 1);
    }

    [Fact]
    public async Task A_console_that_takes_nothing_does_not_stop_training()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.StartProgram(["sh", "-c", $"exec dotnet '{LaunchedProgram.Cli}' launch --num-processes 1 sh -c 'echo step 1; sleep 0.1; echo step 2 && touch {directory["trained"]}' > /dev/full"]);
        Assert.Equal(0, await launch.EndAsync());
        Assert.True(File.Exists(directory["trained"]));
        Assert.Contains("can no longer be shown", launch.Errors);
    }
}
