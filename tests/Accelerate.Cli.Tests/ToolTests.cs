using System.Diagnostics;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Cli.Tests;

public sealed class ToolTests
{
    [Fact]
    public async Task The_tool_is_packed_installed_and_launches()
    {
        using var directory = new TemporaryDirectory();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await RunAsync("dotnet", "pack", Path.Combine(Repository.Root, "src/Accelerate.Cli"), "--no-build", "-c", configuration, "-nologo", "-v", "q", "-o", directory["packages"]);
        await RunAsync("dotnet", "tool", "install", "Accelerate.Cli", "--tool-path", directory["tools"], "--source", directory["packages"]);
        Assert.Equal("ranks: 2\nranks: 2\n", (await RunAsync(directory["tools/accelerate"], "launch", "--num-processes", "2", "sh", "-c", "echo ranks: $WORLD_SIZE")).Replace("[rank 0] ", "").Replace("[rank 1] ", ""));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}{await errors}");
        return await output;
    }
}
