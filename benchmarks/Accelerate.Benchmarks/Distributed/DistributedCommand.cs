using System.CommandLine;
using System.Globalization;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>The command <c>distributed</c>: collectives, data-parallel steps, scaling and start-up of several ranks beside torch.distributed on the same libtorch, and our gradient reducer beside c10d's.</summary>
internal static class DistributedCommand
{
    private static readonly string[] Parts = ["all-reduce", "step", "reducer", "scaling", "launch"];

    public static Command Create()
    {
        var parts = new Option<string[]>("--parts") { Description = $"Which of {string.Join(", ", Parts)} to run.", DefaultValueFactory = _ => Parts, AllowMultipleArgumentsPerToken = true };
        parts.AcceptOnlyFromAmong(Parts);
        var seconds = new Option<double>("--seconds") { Description = "How long each result is timed in a round.", DefaultValueFactory = _ => 2 };
        var rounds = new Option<int>("--rounds") { Description = "How many rounds; .NET and Python take turns, and the best of each counts.", DefaultValueFactory = _ => 3 };
        var ranks = new Option<int>("--ranks") { Description = "How many ranks, one thread each.", DefaultValueFactory = _ => 2 };
        ranks.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 2)
                result.AddError("--ranks is below 2; one rank has nobody to talk to.");
        });
        var bind = new Option<bool>("--bind") { Description = "Give each rank, of Python's too, a core of its own." };
        var python = new Option<string>("--python") { Description = "The Python that has torch.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var peer = new Option<FileInfo>("--peer") { Description = "The Python program to compare with.", DefaultValueFactory = _ => new FileInfo("benchmarks/Accelerate.Benchmarks/Distributed/peer.py") };
        var tool = new Option<FileInfo>("--accelerate") { Description = "The accelerate tool, for the part launch.", DefaultValueFactory = _ => new FileInfo("src/Accelerate.Cli/bin/Release/net10.0/Accelerate.Cli.dll") };
        var command = new Command("distributed", "Times collectives, steps and start-up of several ranks beside torch.distributed.") { parts, seconds, rounds, ranks, bind, python, peer, tool };
        command.SetAction(parsed =>
        {
            var world = parsed.GetValue(ranks);
            var peerPath = parsed.GetValue(peer)!.FullName;
            var comparison = new DistributedComparison(parsed.GetValue(python)!, peerPath, parsed.GetValue(rounds), parsed.GetValue(seconds).ToString(CultureInfo.InvariantCulture), parsed.GetValue(bind));
            foreach (var part in parsed.GetValue(parts)!.Distinct())
            {
                Console.WriteLine(part switch
                {
                    "all-reduce" => AllReduce(comparison, world),
                    "step" => Steps(comparison, world),
                    "reducer" => Reducers(comparison, world),
                    "scaling" => Scaling(comparison, world),
                    _ => LaunchTime.Compare(parsed.GetValue(python)!, peerPath, parsed.GetValue(tool)!.FullName, world, parsed.GetValue(rounds)),
                });
            }
        });
        return command;
    }

    private static string AllReduce(DistributedComparison comparison, int ranks)
    {
        string[] sizes = [.. new[] { 4, 1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20 }.Select(size => size.ToString(CultureInfo.InvariantCulture))];
        comparison.Run("", ranks, ["all-reduce", DistributedComparison.Seconds, .. sizes]);
        return MarkdownTable.Of(["bytes", "all-reduce, µs", "Python, µs", "ours ÷ Python"],
            sizes.Select(size => comparison.Row($"all-reduce/{size}", size)));
    }

    private static string Steps(DistributedComparison comparison, int ranks)
    {
        string[] names = ["mlp", "cnn", "gpt"];
        foreach (var name in names)
            comparison.Run($"/{ranks}", ranks, ["step", name, DistributedComparison.Seconds]);
        return MarkdownTable.Of(["workload", "data-parallel step, µs", "Python, µs", "ours ÷ Python"], names.Select(name => comparison.Row($"step/{name}/{ranks}", name)));
    }

    private static string Reducers(DistributedComparison comparison, int ranks)
    {
        string[] names = ["mlp-118k", "mlp-1.86m-128", "cnn", "gpt"];
        foreach (var name in names)
            comparison.Run("", ranks, ["reducer", name, DistributedComparison.Seconds], withPython: false);
        return MarkdownTable.Of(["forward and backward", "no reducer, µs", "ours", "ours, Gloo's all-reduce", "c10d's", "ours ÷ c10d's", "with Gloo's all-reduce", "added: ours ÷ c10d's", "with Gloo's all-reduce"],
            names.Select(Row));

        IEnumerable<string> Row(string name)
        {
            var (none, ours, gloo, theirs) = (Time("none"), Time("ours"), Time("ours-gloo"), Time("c10d"));
            return [name, .. new[] { none, ours, gloo, theirs }.Select(MarkdownTable.Number),
                .. new[] { ours / theirs, gloo / theirs, (ours - none) / (theirs - none), (gloo - none) / (theirs - none) }.Select(MarkdownTable.Ratio)];

            double Time(string reducer) => comparison.Net[$"reducer/{name}/{reducer}"];
        }
    }

    private static string Scaling(DistributedComparison comparison, int ranks)
    {
        string[] names = ["mlp-118k", "mlp-1.86m-128", "mlp-1.86m-512", "cnn"];
        foreach (var name in names)
        {
            comparison.Run("/1", 1, ["step", name, DistributedComparison.Seconds]);
            comparison.Run($"/{ranks}", ranks, ["step", name, DistributedComparison.Seconds]);
        }
        return MarkdownTable.Of(["workload", "1 rank, µs", $"{ranks} ranks, µs", "efficiency", "Python, 1 rank", $"Python, {ranks} ranks", "Python's efficiency"],
            names.Select(name => (IEnumerable<string>)[name, .. Efficiency(comparison.Net, name), .. Efficiency(comparison.Python, name)]));

        string[] Efficiency(Dictionary<string, double> results, string name)
        {
            var (one, several) = (results[$"step/{name}/1"], results[$"step/{name}/{ranks}"]);
            return [MarkdownTable.Number(one), MarkdownTable.Number(several), (one / several).ToString("P0", CultureInfo.InvariantCulture)];
        }
    }
}
