using System.Diagnostics;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class SignalTests
{
    [Fact]
    public async Task Ctrl_C_stops_after_a_step_and_the_models_are_saved()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A process cannot be sent Ctrl-C alone on Windows.");
        using var directory = new TemporaryDirectory();
        var program = Path.Combine(AppContext.BaseDirectory, "Gan.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--epochs", "100000", "--threads", "1", "--output", directory.Path])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        })!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("epoch 1:", StringComparison.Ordinal))
        {
        }
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("stopped in epoch", rest, StringComparison.Ordinal);
        Assert.True(File.Exists(directory["generator/model.safetensors"]));
        Assert.True(File.Exists(directory["discriminator/model.safetensors"]));
    }
}
