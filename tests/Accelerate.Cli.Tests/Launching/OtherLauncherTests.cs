using System.ComponentModel;
using System.Globalization;
using Accelerate.Cli.Tests.Faults;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>A program of ours does not mind who starts it: the ranks, and what they train, are the same.</summary>
public sealed class OtherLauncherTests
{
    // With Python 3.11 and later, the torchrun of PyTorch 1.13 stumbles over its own default of --redirects; values for single ranks avoid that.
    private static readonly string[] s_torchrun = ["/usr/bin/python3", "-m", "torch.distributed.run", "--nproc_per_node", "2", "--redirects", "9:1", "--tee", "9:1", "--no_python"];

    [Fact]
    public Task Mpirun_starts_it() => TrainsAsync("mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2");

    [Fact]
    public Task Torchrun_starts_it() => TrainsAsync([.. s_torchrun, "--master_port", TwoLaunchers.FreePort().ToString(CultureInfo.InvariantCulture)]);

    [Fact]
    public Task Torchrun_with_a_store_of_its_own_starts_it() => TrainsAsync([.. s_torchrun, "--standalone"]);

    private static async Task TrainsAsync(params string[] launcher)
    {
        using var program = Start([.. launcher, "dotnet", LaunchedProgram.TrainWorker]);
        var code = await program.EndAsync();
        Assert.SkipWhen(program.Errors.Contains("No module named", StringComparison.Ordinal), $"{launcher[0]} has no torch here.");
        Assert.True(code == 0, program.Output + program.Errors);
        Assert.Equal(["0 of 2, 0 on its machine", "1 of 2, 1 on its machine"], TrainingReport.In(program.Output, "joined").Select(static report => report.Text[..report.Text.IndexOf(", process", StringComparison.Ordinal)]).Order());
        TrainingReport.AssertTrained(program.Output, ranks: 2);
    }

    private static LaunchedProgram Start(string[] command)
    {
        try
        {
            return LaunchedProgram.StartProgram(command, ("MASTER_PORT", TwoLaunchers.FreePort().ToString(CultureInfo.InvariantCulture)), ("OMP_NUM_THREADS", "1"));
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no {command[0]} here.");
            throw;
        }
    }
}
