using System.Globalization;
using Accelerate.Cli.Tests.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Faults;

/// <summary>Two machines, as far as the network goes: each launch has interfaces of its own, and a link to the other that can be cut.</summary>
public sealed class NetworkTests
{
    /// <summary>Of the worker's network with this hidden layer: 8·w + w + 8·w + 8 parameters.</summary>
    private const int Width = 300_000;
    private const double Parameters = (17.0 * Width) + 8;

    [Fact]
    public async Task Machines_exchange_what_the_formula_says_and_name_each_other_when_the_link_is_cut()
    {
        using var machines = NetworkMachines.CreateOrSkip();
        string[] arguments = ["--steps", "1000000", "--width", $"{Width}", "--interface", NetworkMachines.MainInterface];
        using var main = machines.Launch(0, 2, [], arguments);
        using var other = machines.Launch(1, 2, [], arguments);
        foreach (var launch in new[] { main, other })
        {
            await LaunchedProgram.UntilAsync(() => TrainingReport.In(launch.Output, "bytes").Length == 2, () => $"The machine did not get to step 15.\n{launch.Output}\n{launch.Errors}");
            // 2Ψ(N−1)/N elements of four bytes, N = 2.
            var sent = TrainingReport.In(launch.Output, "bytes").Select(static report => long.Parse(report.Text.Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
            var perStep = (sent[1] - sent[0]) / 10.0;
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perStep:0} bytes a step, {perStep / (4 * Parameters):0.0000} of the formula"));
            Assert.InRange(perStep / (4 * Parameters), 0.95, 1.05);
        }
        machines.Cut();
        var cut = DateTimeOffset.UtcNow;
        var codes = await Task.WhenAll(main.EndAsync(), other.EndAsync());
        Assert.Equal([134, 134], codes);
        Assert.Matches("Rank 0 failed with Accelerate.PeerLostException: On rank 0 .*rank 1", main.Errors);
        Assert.Matches("Rank 1 failed with Accelerate.PeerLostException: On rank 1 .*rank 0", other.Errors);
        TrainingReport.Measured("link cut, heartbeat 1 s, noticed by rank 0", cut, TrainingReport.Single(main, "thrown").Time);
        TrainingReport.Measured("link cut, heartbeat 1 s, noticed by rank 1", cut, TrainingReport.Single(other, "thrown").Time);
        Assert.All(new[] { main, other }, static launch => Assert.All(TrainingReport.ProcessesIn(launch.Output), static process => Assert.False(LaunchedProgram.Runs(process))));
    }

    [Fact]
    public async Task Machines_with_two_ranks_each_exchange_gradients_over_the_interface_that_is_named()
    {
        using var machines = NetworkMachines.CreateOrSkip();
        (string, string)[] variables = [("GLOO_SOCKET_IFNAME", NetworkMachines.FastInterface)];
        string[] arguments = ["--steps", "10", "--width", "20000"];
        using var main = machines.Launch(0, 4, variables, arguments);
        using var other = machines.Launch(1, 4, variables, arguments);
        var codes = await Task.WhenAll(main.EndAsync(), other.EndAsync());
        Assert.True(codes is [0, 0], main.Errors + other.Errors);
        var weights = TrainingReport.Weights(main.Output + other.Output);
        Assert.Equal(4, weights.Length);
        Assert.All(weights, weight => Assert.Equal(weights[0], weight));
        // Ten steps of 340 008 elements, half as many again between the machines for the two on each.
        Assert.InRange(machines.BytesSent(0, NetworkMachines.FastInterface), 10 * 340_008 * 4, 4 * 10 * 340_008 * 4);
        Assert.InRange(machines.BytesSent(0, NetworkMachines.MainInterface), 1, 340_008 * 4);
    }
}
