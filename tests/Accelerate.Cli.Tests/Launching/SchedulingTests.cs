using Accelerate.Cli.Tests.Faults;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class SchedulingTests
{
    private const string Ordinary = "0", Batch = "3";

    [Theory]
    [InlineData("", true)]
    [InlineData("0", false)]
    public async Task Threads_that_communicate_are_batch_jobs_unless_the_user_says_no_and_those_that_compute_never(string setting, bool batch)
    {
        using var launch = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Cli, "launch", "--num-processes", "2", LaunchedProgram.TrainWorker, "--steps", "10000000"], ("ACCELERATE_SCHED_BATCH", setting));
        await launch.OutputHoldsAsync("step", 4);
        var processes = TrainingReport.ProcessesIn(launch.Output);
        Assert.Equal(2, processes.Length);
        foreach (var process in processes)
        {
            Assert.Equal(Ordinary, PolicyOf($"/proc/{process}/task/{process}"));
            Assert.Equal(batch, Directory.GetDirectories($"/proc/{process}/task").Any(thread => PolicyOf(thread) == Batch));
        }
    }

    /// <summary>How the kernel schedules a thread: field 41 of its line, of which field 2, in brackets, may hold spaces.</summary>
    private static string PolicyOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/stat").Split(')')[^1].Split(' ')[39];
        }
        catch (IOException)
        {
            return "ended";
        }
    }
}
