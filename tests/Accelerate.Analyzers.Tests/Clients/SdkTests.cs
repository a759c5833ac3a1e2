using System.Text.Json;
using Xunit;

namespace Accelerate.Analyzers.Tests.Clients;

/// <summary>The analyzers and fixes as the SDK's own programs use them.</summary>
public sealed class SdkTests
{
    private const string Program = """
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        Launcher.Launch(Trainer.Train, 2);

        static class Trainer
        {
            // Four micro-batches make a step.
            private static readonly Accelerator Shared = new(new() { GradientAccumulationSteps = 4 });

            public static void Train()
            {
                var net = Shared.Prepare(nn.Linear(1, 1));
                using (Shared.Accumulate(net))
                {
                    var loss = net.call(ones(1)).sum();
                    loss.backward(retain_graph: true);
                    loss.backward(); // and once more
                }
            }
        }

        static class Launcher
        {
            public static void Launch(Action train, int processes)
            {
                for (var process = 0; process < processes; process++)
                    train();
            }
        }

        """;

    private const string Fixed = """
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        Launcher.Launch(Trainer.Train, 2);

        static class Trainer
        {
            public static void Train()
            {
                // Four micro-batches make a step.
                using var shared = new Accelerator(new() { GradientAccumulationSteps = 4 });
                var net = shared.Prepare(nn.Linear(1, 1));
                using (shared.Accumulate(net))
                {
                    var loss = net.call(ones(1)).sum();
                    shared.Backward(loss, retainGraph: true);
                    shared.Backward(loss); // and once more
                }
            }
        }

        static class Launcher
        {
            public static void Launch(Action train, int processes)
            {
                for (var process = 0; process < processes; process++)
                    train();
            }
        }

        """;

    [Fact]
    public async Task Dotnet_format_fixes_a_project_and_leaves_it_building()
    {
        using var project = new ProjectOnDisk(("Program.cs", Program));
        await project.DotnetAsync("restore", "-v", "q");
        await project.DotnetAsync("format", "analyzers", "App.csproj", "--no-restore", "--diagnostics", "ACC0001", "ACC0002", "--severity", "warn");
        Assert.Equal(Fixed, project.Read("Program.cs"), ignoreLineEndingDifferences: true);
        await project.DotnetAsync("build", "--no-restore", "-v", "q", "-warnaserror");
    }

    [Fact]
    public async Task A_build_lists_the_diagnostics_in_SARIF()
    {
        using var project = new ProjectOnDisk(("Program.cs", Program));
        var output = await project.DotnetAsync("build", "-v", "q", "-p:ErrorLog=out.sarif%2cversion=2.1");
        Assert.Contains("warning ACC0001", output, StringComparison.Ordinal);
        Assert.Contains("warning ACC0002", output, StringComparison.Ordinal);

        using var sarif = JsonDocument.Parse(project.Read("out.sarif"));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var results = run.GetProperty("results").EnumerateArray()
            .Select(result => (
                Id: result.GetProperty("ruleId").GetString(),
                Level: result.TryGetProperty("level", out var level) ? level.GetString() : "warning",
                Line: result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32()))
            .Where(result => result.Id!.StartsWith("ACC", StringComparison.Ordinal))
            .Order();
        Assert.Equal([("ACC0001", "warning", 18), ("ACC0001", "warning", 19), ("ACC0002", "warning", 10)], results);

        var links = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .Where(rule => rule.GetProperty("id").GetString()!.StartsWith("ACC000", StringComparison.Ordinal))
            .ToDictionary(rule => rule.GetProperty("id").GetString()!, rule => rule.GetProperty("helpUri").GetString());
        Assert.Equal("https://github.com/accelerate-dotnet/accelerate/blob/main/docs/rules/ACC0001.md", links["ACC0001"]);
        Assert.Equal("https://github.com/accelerate-dotnet/accelerate/blob/main/docs/rules/ACC0002.md", links["ACC0002"]);
    }
}
