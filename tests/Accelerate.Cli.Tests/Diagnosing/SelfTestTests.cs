using System.Diagnostics;
using Accelerate.Cli.Diagnosing;
using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Cli.Tests.Diagnosing;

public sealed class SelfTestTests
{
    private static readonly SetupCheck s_gather = new("gathering", context =>
    {
        using var accelerator = context.Create();
        accelerator.Gather(ones(1));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_check_passes_on_a_machine_that_is_right(int ranks)
    {
        var (codes, output) = Run(ranks, SetupChecks.All);
        Assert.All(codes, code => Assert.True(code == 0, output));
        Assert.Equal(SetupChecks.All.Count, output.Split('\n').Count(line => line.StartsWith("  ok      ", StringComparison.Ordinal)));
        Assert.Contains($"All {SetupChecks.All.Count} checks passed on {ranks} {(ranks == 1 ? "process" : "processes")}", output);
    }

    [Fact]
    public void A_check_that_one_rank_fails_names_the_rank_and_the_others_go_on()
    {
        var wrong = new SetupCheck("adding", context => Expect.Equal(0, context.Rank, "The rank"));
        var (codes, output) = Run(2, [wrong, s_gather]);
        Assert.Equal([1, 1], codes);
        Assert.Contains("  rank 1: adding: The rank is 1, and must be 0.", output);
        Assert.Contains("  FAILED  adding", output);
        Assert.Contains("  ok      gathering", output);
        Assert.Contains("1 of 2 checks failed.", output);
    }

    [Fact]
    public void Ranks_that_part_in_a_check_end_with_the_reason()
    {
        var wrong = new SetupCheck("parting", context =>
        {
            Expect.Equal(0, context.Rank, "The rank");
            s_gather.Run(context);
        });
        var (codes, output) = Run(2, [wrong, s_gather]);
        Assert.Equal([1, 1], codes);
        Assert.Contains("  rank 1: parting: The rank is 1, and must be 0.", output);
    }

    [Fact]
    public void Numbers_that_differ_too_much_are_named()
    {
        Expect.Close([ones(2)], [ones(2) + 1e-7], 1e-6, "The weights");
        Assert.Contains("The weights differ by 1", Assert.Throws<CheckFailedException>(() => Expect.Close([ones(2)], [zeros(2)], 1e-6, "The weights")).Message);
        Assert.Throws<CheckFailedException>(() => Expect.Close([ones(2)], [full(2, float.NaN)], 1e-6, "The weights"));
        Assert.Contains("[1, 2] was found, and must be [1, 3]", Assert.Throws<CheckFailedException>(() => Expect.Sequence([1, 3], [1, 2], "The samples")).Message);
    }

    [Fact]
    public async Task The_command_runs_the_checks_on_launched_processes()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Accelerate.Cli.dll"), "test", "--num_processes", "2"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HF_HOME"] = AppContext.BaseDirectory;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await error);
        Assert.Contains("checks passed on 2 processes", output);
    }

    private static (int[] Codes, string Output) Run(int ranks, IReadOnlyList<SetupCheck> checks)
    {
        using var output = new StringWriter();
        var shared = TextWriter.Synchronized(output);
        if (ranks == 1)
            return ([SelfTest.Run(new(null, static _ => null), checks, shared)], output.ToString());
        return (Ranks.Run(ranks, group => SelfTest.Run(new(group, static _ => null), checks, shared)), output.ToString());
    }
}
