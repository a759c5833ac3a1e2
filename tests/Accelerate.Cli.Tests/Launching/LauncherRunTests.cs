using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class LauncherRunTests
{
    [Fact]
    public async Task Code_starts_ranks_as_the_command_does()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "run", "x y"]);
        Assert.True(await program.EndAsync() == 0, program.Errors);
        var lines = program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["[rank 0] first on 0 of 2", "[rank 0] second on 0 of 3", "[rank 1] first on 1 of 2", "[rank 1] second on 1 of 3", "[rank 2] second on 2 of 3"], lines.Where(static line => line.Contains(" on ", StringComparison.Ordinal)).Order());
        Assert.Single(lines, static line => line == "before x y");
        Assert.Single(lines, static line => line.EndsWith("after", StringComparison.Ordinal));
        Assert.Equal("after", lines[^1]);
    }

    [Fact]
    public async Task Under_a_launcher_it_trains_where_it_is()
    {
        using var program = LaunchedProgram.Start("--num-processes", "2", LaunchedProgram.Worker, "run", "z");
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Contains("[rank 1] first on 1 of 2\n[rank 1] second on 1 of 2\n[rank 1] after\n", string.Concat(program.Output.Split('\n').Where(static line => line.StartsWith("[rank 1]", StringComparison.Ordinal)).Select(static line => line + "\n")));
    }

    [Fact]
    public async Task Under_an_MPI_it_trains_where_it_is()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "run", "z"], ("PMI_RANK", "1"), ("PMI_SIZE", "2"), ("MPI_LOCALRANKID", "1"), ("MPI_LOCALNRANKS", "2"));
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Equal(["before z", "first on  of ", "second on  of ", "after"], program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_single_task_of_Slurm_is_no_rank()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "run", "z"], ("SLURM_PROCID", "0"), ("SLURM_NTASKS", "1"));
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Contains("[rank 1] first on 1 of 2\n", program.Output);
    }

    [Fact]
    public async Task The_first_failure_is_thrown_with_its_rank()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "run-and-throw"]);
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Contains("caught from rank 0, code 1: Rank 0 failed with System.ArgumentException: no such weight on 0", program.Output);
    }

    [Fact]
    public async Task An_accelerator_made_before_is_an_error()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "run-after-accelerator"]);
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.All(Enum.GetNames<LaunchBy>(), by => Assert.Contains($"{by}: An Accelerator was made before Launcher.Run", program.Output));
        Assert.Contains("\ntrained\n", program.Output);
    }

    [Fact]
    public async Task Ranks_can_be_threads_with_a_process_group_each()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "threads"]);
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Equal("10 10 10 10\n", program.Output);
    }

    [Fact]
    public async Task A_thread_that_fails_ends_the_others_and_is_the_cause()
    {
        using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "thread-throws"]);
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Equal("caught from rank 1: ArgumentException: Rank 1 failed with System.ArgumentException: no such weight\n", program.Output);
    }

    [Fact]
    public async Task Ranks_that_are_processes_or_threads_train_the_model_of_one_process()
    {
        using var directory = new TemporaryDirectory();
        var (alone, loss) = await TrainAsync(1, LaunchBy.Threads);
        foreach (var (ranks, by) in new[] { (2, LaunchBy.Processes), (2, LaunchBy.Threads), (3, LaunchBy.Threads) })
        {
            var (model, found) = await TrainAsync(ranks, by);
            Assert.Equal(loss, found);
            SavedModel.AreClose(alone, model, 1e-6);
        }

        async Task<(SavedModel Model, string Loss)> TrainAsync(int ranks, LaunchBy by)
        {
            var folder = Path.Combine(directory.Path, $"{ranks} {by}");
            using var program = LaunchedProgram.StartProgram(["dotnet", LaunchedProgram.Worker, "train", $"{ranks}", $"{by}", folder]);
            Assert.True(await program.EndAsync() == 0, program.Errors);
            var lines = program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("trained", lines[^1]);
            var loss = Assert.Single(lines[..^1]);
            Assert.EndsWith(" of 96 samples", loss);
            return (SavedModel.Read(folder), loss[loss.IndexOf("loss", StringComparison.Ordinal)..]);
        }
    }
}
