using System.Text.Json;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class CiGateTests(PackedPackage package)
{
    [Fact]
    public void The_gate_lets_right_code_through()
    {
        using var consumer = Consumer.WithSample(package, "ci-gate");

        consumer.Run("gate.sh", "-v", "quiet").Succeeds();
        var run = consumer.Dotnet("bin/Debug/net10.0/Training.dll").Succeeds();

        Assert.Contains("epoch 5: loss", run.Output, StringComparison.Ordinal);
        Assert.Empty(Findings(consumer));
    }

    [Fact]
    public void The_gate_stops_mistakes_in_the_code_and_in_the_configuration()
    {
        using var consumer = Consumer.WithSample(package, "ci-gate");
        consumer.Replace("Program.cs", "accelerator.Backward(loss);", "loss.backward();");
        consumer.Replace("accelerate.yaml", "mixed_precision", "mixed_precison");

        var gate = consumer.Run("gate.sh", "-v", "quiet").Fails();

        Assert.Contains("Program.cs(27,", gate.Output, StringComparison.Ordinal);
        Assert.Contains("error ACC0001", gate.Output, StringComparison.Ordinal);
        Assert.Contains("accelerate.yaml(3,", gate.Output, StringComparison.Ordinal);
        Assert.Contains("error ACC3001", gate.Output, StringComparison.Ordinal);
        Assert.Equal(["ACC0001", "ACC3001"], Findings(consumer));
    }

    // It needs the package, which there is not before the solution is built.
    [Fact]
    public void The_sample_is_no_part_of_the_solution() =>
        Assert.DoesNotContain("ci-gate", File.ReadAllText(Path.Combine(Repository.Root, "Accelerate.sln")), StringComparison.Ordinal);

    private static string[] Findings(Consumer consumer)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(consumer.PathOf("findings.sarif")));
        return [.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("ruleId").GetString()!).Where(id => id.StartsWith("ACC", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
