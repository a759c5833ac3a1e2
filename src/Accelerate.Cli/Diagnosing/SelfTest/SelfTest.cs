using System.Diagnostics;
using System.Globalization;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Runs checks on every rank alike, and goes on only while all ranks passed.</summary>
internal static class SelfTest
{
    /// <returns>0 when every check passed on every rank, 1 otherwise.</returns>
    public static int Run(SelfTestContext context, IReadOnlyList<SetupCheck> checks, TextWriter output)
    {
        var (failed, begun) = (0, Stopwatch.GetTimestamp());
        foreach (var check in checks)
        {
            var start = Stopwatch.GetTimestamp();
            var failure = Failure(check, context);
            if (failure is not null)
                output.WriteLine($"  rank {context.Rank}: {check.Name}: {failure.Message}");
            if (failure is CollectiveException)
                return 1;
            bool passed;
            try
            {
                passed = PassedEverywhere(context, failure is null);
            }
            catch (Exception error) when (error is CollectiveException or InvalidOperationException)
            {
                output.WriteLine($"  rank {context.Rank}: {check.Name}: the ranks cannot agree on its outcome: {error.Message}");
                return 1;
            }
            failed += passed ? 0 : 1;
            if (context.Rank == 0)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(passed ? "ok    " : "FAILED")}  {check.Name} ({Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms)"));
        }
        if (context.Rank == 0)
            output.WriteLine(failed == 0
                ? string.Create(CultureInfo.InvariantCulture, $"All {checks.Count} checks passed on {context.Ranks} {(context.Ranks == 1 ? "process" : "processes")} in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s.")
                : $"{failed} of {checks.Count} checks failed.");
        return failed == 0 ? 0 : 1;
    }

    private static Exception? Failure(SetupCheck check, SelfTestContext context)
    {
        try
        {
            using var scope = NewDisposeScope();
            check.Run(context);
            return null;
        }
        catch (Exception error) when (error is CheckFailedException or CollectiveException or TorchException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return error;
        }
    }

    private static bool PassedEverywhere(SelfTestContext context, bool passed)
    {
        using var scope = NewDisposeScope();
        using var accelerator = context.Create();
        return accelerator.Reduce(tensor(passed ? 0L : 1L, device: accelerator.Device)).item<long>() == 0;
    }
}
