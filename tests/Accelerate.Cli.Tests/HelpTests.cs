using System.Diagnostics;
using Xunit;

namespace Accelerate.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void The_help_lists_the_commands()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Accelerate.Cli.dll"), "--help"]) { RedirectStandardOutput = true })!;
        var help = process.StandardOutput.ReadToEnd();
        foreach (var command in new[] { "launch", "config", "env", "test" })
            Assert.Contains($"\n  {command} ", help);
        Assert.DoesNotContain("self-test", help);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("config", "default", "--nonsense")]
    [InlineData("config", "default", "--mixed_precision", "fp64")]
    [InlineData("env", "--config_file")]
    public async Task A_command_line_that_is_not_understood_is_exit_code_2(params string[] arguments) => Assert.Equal(2, await AccelerateCommand.RunAsync(arguments));
}
