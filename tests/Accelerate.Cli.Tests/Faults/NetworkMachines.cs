using System.Diagnostics;
using System.Globalization;
using Accelerate.Cli.Tests.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>
/// Two network namespaces that stand for machines, joined by two links: <c>main0</c>, 10.77.0.1 and 10.77.0.2, by which the machines know each other, and
/// <c>fast0</c>, 10.78.0.1 and 10.78.0.2.
/// </summary>
internal sealed class NetworkMachines : IDisposable
{
    public const string MainInterface = "main0", FastInterface = "fast0", MainAddress = "10.77.0.1";
    private readonly string _name = $"accelerate-{Environment.ProcessId}-{Guid.NewGuid():N}"[..24];

    private NetworkMachines()
    {
    }

    /// <summary>Makes them, or skips the test with the reason.</summary>
    public static NetworkMachines CreateOrSkip()
    {
        var machines = new NetworkMachines();
        try
        {
            for (var machine = 0; machine < 2; machine++)
            {
                Ip("netns", "add", machines.Name(machine));
                Ip("-n", machines.Name(machine), "link", "set", "lo", "up");
            }
            machines.Link(MainInterface, "10.77.0");
            machines.Link(FastInterface, "10.78.0");
            return machines;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            machines.Dispose();
            Assert.Skip($"Network namespaces cannot be made here, which takes the program ip and the rights of an administrator: {error.Message}");
            throw;
        }
    }

    /// <summary>Starts <c>accelerate launch</c> on a machine.</summary>
    public LaunchedProgram Launch(int machine, int processes, (string Name, string Value)[] variables, params string[] arguments) => LaunchedProgram.StartProgram(
        ["ip", "netns", "exec", Name(machine), "dotnet", LaunchedProgram.Cli, "launch", "--num-machines", "2", "--machine-rank", $"{machine}", "--num-processes", $"{processes}",
            "--main-process-ip", MainAddress, "--heartbeat", "1", LaunchedProgram.TrainWorker, .. arguments], variables);

    /// <summary>Cuts the main link.</summary>
    public void Cut() => Ip("-n", Name(1), "link", "set", MainInterface, "down");

    /// <summary>The bytes that a machine has sent by an interface.</summary>
    public long BytesSent(int machine, string name) =>
        long.Parse(Ip("netns", "exec", Name(machine), "cat", $"/sys/class/net/{name}/statistics/tx_bytes"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        for (var machine = 0; machine < 2; machine++)
        {
            try
            {
                Ip("netns", "del", Name(machine));
            }
            catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It was not made.
            }
        }
    }

    private string Name(int machine) => $"{_name}-{machine}";

    private void Link(string name, string network)
    {
        Ip("link", "add", name, "netns", Name(0), "type", "veth", "peer", "name", name, "netns", Name(1));
        for (var machine = 0; machine < 2; machine++)
        {
            Ip("-n", Name(machine), "addr", "add", $"{network}.{machine + 1}/24", "dev", name);
            Ip("-n", Name(machine), "link", "set", name, "up");
        }
    }

    private static string Ip(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors.Result.Trim()}");
    }
}
