namespace Accelerate.Benchmarks.Distributed;

/// <summary>Runs the same worker in .NET and in Python, in turns, and keeps the best of the rounds of each result.</summary>
internal sealed class DistributedComparison(string python, string peer, int rounds, string seconds, bool isBound)
{
    /// <summary>Stands among the arguments of a worker for the time that it measures.</summary>
    public const string Seconds = "{seconds}";

    public Dictionary<string, double> Net { get; } = [];

    public Dictionary<string, double> Python { get; } = [];

    public void Run(string suffix, int ranks, string[] arguments, bool withPython = true)
    {
        arguments = [.. arguments.Select(argument => argument == Seconds ? seconds : argument)];
        for (var round = 0; round < rounds; round++)
        {
            Keep(Net, RankProcesses.Run(Environment.ProcessPath!, ["rank", .. arguments], ranks, isBound), suffix);
            if (withPython)
                Keep(Python, RankProcesses.Run(python, [peer, .. arguments], ranks, isBound), suffix);
            Console.Error.WriteLine($"{string.Join(' ', arguments.Take(2))} on {ranks}, round {round + 1} of {rounds}");
        }
    }

    /// <summary>A row of a table: a title, our time, Python's and their ratio.</summary>
    public IEnumerable<string> Row(string name, string title) =>
        [title, MarkdownTable.Number(Net[name]), MarkdownTable.Number(Python[name]), MarkdownTable.Ratio(Net[name] / Python[name])];

    private static void Keep(Dictionary<string, double> best, Dictionary<string, double> results, string suffix)
    {
        foreach (var (name, microseconds) in results)
            best[name + suffix] = Math.Min(best.GetValueOrDefault(name + suffix, double.PositiveInfinity), microseconds);
    }
}
