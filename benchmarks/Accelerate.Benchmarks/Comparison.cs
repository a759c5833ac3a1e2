using System.Diagnostics;

namespace Accelerate.Benchmarks;

/// <summary>
/// Times the loops of one workload in turns, a short block of steps each, so that whatever else the machine does falls on all
/// of them alike; the fastest block of each counts. Python runs between the rounds.
/// </summary>
internal sealed class Comparison(string name, double seconds, int rounds, PythonPeer? python)
{
    private const int WarmUpSteps = 60;

    /// <summary>Microseconds a step by loop.</summary>
    public IReadOnlyDictionary<string, double> Run()
    {
        var workload = Workload.Create(name);
        var loops = new Dictionary<string, IEnumerator<bool>>
        {
            [Columns.Plain] = Loops.Plain(workload, batchesReady: false).GetEnumerator(),
            [Columns.Written] = Loops.Written(workload, batchesReady: false).GetEnumerator(),
            [Columns.PlainReady] = Loops.Plain(workload, batchesReady: true).GetEnumerator(),
            [Columns.WrittenReady] = Loops.Written(workload, batchesReady: true).GetEnumerator(),
        };
        var best = loops.Keys.Append(Columns.Python).ToDictionary(loop => loop, _ => double.PositiveInfinity);
        try
        {
            var blockSteps = loops.Keys.Max(loop => WarmUp(loops[loop]));
            for (var round = 0; round < rounds; round++)
            {
                var begun = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds * loops.Count)
                {
                    foreach (var (loop, steps) in loops)
                        best[loop] = Math.Min(best[loop], Time(steps, blockSteps));
                }
                if (python is not null)
                    best[Columns.Python] = Math.Min(best[Columns.Python], python.MicrosecondsPerStep(name, Math.Max(50, (int)(seconds * 1e6 / best[Columns.Plain]))));
                Console.Error.WriteLine($"{name}, round {round + 1} of {rounds}: {string.Join(", ", best.Where(entry => double.IsFinite(entry.Value)).Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value:F0} µs")))}");
            }
        }
        finally
        {
            foreach (var loop in loops.Values)
                loop.Dispose();
        }
        return best.Where(entry => double.IsFinite(entry.Value)).ToDictionary();
    }

    // Compiles and fills caches; returns how many steps make a block of some 100 ms.
    private static int WarmUp(IEnumerator<bool> loop) => (int)Math.Clamp(100_000 / Time(loop, WarmUpSteps), 4, 100);

    private static double Time(IEnumerator<bool> loop, int steps)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
            loop.MoveNext();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / steps;
    }
}
