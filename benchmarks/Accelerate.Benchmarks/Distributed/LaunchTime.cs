using System.Diagnostics;
using System.Globalization;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>The time from starting a launcher to the end of the first collective of its ranks.</summary>
internal static class LaunchTime
{
    public static string Compare(string python, string peer, string tool, int ranks, int rounds)
    {
        if (!File.Exists(tool))
            throw new FileNotFoundException($"There is no accelerate tool at '{tool}'. Build it (dotnet build -c Release src/Accelerate.Cli) or name it with --accelerate.");
        var count = ranks.ToString(CultureInfo.InvariantCulture);
        var (ours, theirs) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < rounds; round++)
        {
            ours = Math.Min(ours, Measure("dotnet", [tool, "launch", "--num-processes", count, Environment.ProcessPath!, "rank", "first-collective"]));
            // With Python 3.11 and later, the torchrun of PyTorch 1.13 stumbles over its own defaults; values for a rank that does not exist avoid that.
            theirs = Math.Min(theirs, Measure(python, ["-m", "torch.distributed.run", "--nproc_per_node", count, "--redirects", "9:1", "--tee", "9:1", peer, "first-collective"]));
            Console.Error.WriteLine($"launch, round {round + 1} of {rounds}");
        }
        return MarkdownTable.Of(["from the launcher's start to", "accelerate launch, ms", "torchrun, ms", "ours ÷ Python"],
            [["the first collective", MarkdownTable.Number(ours / 1e3), MarkdownTable.Number(theirs / 1e3), MarkdownTable.Ratio(ours / theirs)]]);
    }

    // The ranks print the moment by the machine's clock.
    private static double Measure(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var begun = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMicroseconds;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var line = Array.Find(output.Split('\n'), text => text.Contains("first-collective ", StringComparison.Ordinal));
        if (process.ExitCode != 0 || line is null)
            throw new InvalidOperationException($"`{program} {string.Join(' ', arguments)}` ended with {process.ExitCode}:\n{output}{error.Result}");
        return double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture) - begun;
    }
}
