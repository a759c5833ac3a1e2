using System.Diagnostics;

namespace Accelerate.Benchmarks;

/// <summary>
/// Times the loops of one workload in turns, a short block of steps each, so that whatever else the machine does falls on all
/// of them alike; the fastest block of each counts. Python runs between the rounds and tells the mean over its steps, which goes with our mean of a round.
/// </summary>
internal sealed class Comparison(string name, double seconds, int rounds, PythonPeer? python)
{
    private const int WarmUpSteps = 60;

    /// <summary>Microseconds a step by loop.</summary>
    public IReadOnlyDictionary<string, double> Run()
    {
        var workload = Workload.Create(name);
        var loops = new Dictionary<string, PacedLoop>
        {
            [Columns.Plain] = Loops.Plain(workload, batchesReady: false),
            [Columns.Written] = Loops.Written(workload, batchesReady: false),
            [Columns.PlainReady] = Loops.Plain(workload, batchesReady: true),
            [Columns.WrittenReady] = Loops.Written(workload, batchesReady: true),
            [Columns.GeneratedReady] = Loops.Generated(workload),
        };
        var best = new Dictionary<string, double>();
        try
        {
            var blockSteps = loops.Values.Max(WarmUp);
            for (var round = 0; round < rounds; round++)
            {
                var times = loops.Keys.ToDictionary(column => column, _ => new List<double>());
                var begun = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds * loops.Count)
                {
                    foreach (var (column, loop) in loops)
                        times[column].Add(loop.Time(blockSteps));
                }
                foreach (var (column, blocks) in times)
                    Keep(column, blocks.Min());
                Keep(Columns.PlainMean, times[Columns.Plain].Average());
                Keep(Columns.WrittenMean, times[Columns.Written].Average());
                if (python is not null)
                    Keep(Columns.Python, python.MicrosecondsPerStep(name, Math.Max(50, (int)(seconds * 1e6 / best[Columns.Plain]))));
                Console.Error.WriteLine($"{name}, round {round + 1} of {rounds}: {string.Join(", ", best.Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value:F0} µs")))}");
            }
        }
        finally
        {
            foreach (var loop in loops.Values)
                loop.Dispose();
        }
        return best;

        void Keep(string column, double microseconds) => best[column] = Math.Min(best.GetValueOrDefault(column, double.PositiveInfinity), microseconds);
    }

    // Compiles and fills caches; returns how many steps make a block of some 100 ms.
    private static int WarmUp(PacedLoop loop) => (int)Math.Clamp(100_000 / loop.Time(WarmUpSteps), 4, 100);
}
