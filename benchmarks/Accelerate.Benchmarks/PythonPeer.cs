using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Accelerate.Benchmarks;

/// <summary>The same workload in plain PyTorch on the same libtorch and BLAS, in a process of its own.</summary>
internal sealed partial class PythonPeer(string python, string script, int threads)
{
    /// <summary>The peer, or null, with the reason on standard error, when this machine does not have it.</summary>
    public static PythonPeer? Find(string python, FileInfo script, int threads)
    {
        if (!script.Exists)
        {
            Console.Error.WriteLine($"No comparison with Python: there is no '{script.FullName}'. Name it with --peer.");
            return null;
        }
        if (Execute(python, ["-c", "import torch"]) is not { ExitCode: 0 })
        {
            Console.Error.WriteLine($"No comparison with Python: '{python}' has no torch. On Debian: apt-get install python3-torch; or name another with --python.");
            return null;
        }
        return new PythonPeer(python, script.FullName, threads);
    }

    public double MicrosecondsPerStep(string workload, int steps)
    {
        var (exitCode, output) = Execute(python, [script, workload, steps.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture), "raw"])
            ?? throw new InvalidOperationException($"'{python}' does not start.");
        var rate = StepsPerSecond().Match(output);
        if (exitCode != 0 || !rate.Success)
            throw new InvalidOperationException($"{script} failed with exit code {exitCode}: {output}");
        return 1e6 / double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static (int ExitCode, string Output)? Execute(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The BLAS that the shim loads ahead of libtorch, so that both compute with the same one.
        if (Accelerate.Native.LibTorch.PreloadedBlas is { } blas)
            start.Environment["LD_LIBRARY_PATH"] = Path.GetDirectoryName(blas);
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"steps_per_second=([\d.]+)")]
    private static partial Regex StepsPerSecond();
}
