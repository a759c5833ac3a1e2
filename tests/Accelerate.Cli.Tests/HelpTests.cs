using System.Diagnostics;
using Xunit;

namespace Accelerate.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void The_help_lists_the_commands()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Accelerate.Cli.dll"), "--help"]) { RedirectStandardOutput = true })!;
        Assert.Contains("launch", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
