using System.Diagnostics;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>How fast matrices of fp32 are multiplied.</summary>
/// <param name="Together">Billions of operations a second with all threads.</param>
/// <param name="PerCore">Billions of operations in a second of one core's time, which does not suffer from other work on the machine.</param>
internal sealed record MatrixSpeed(double Together, double PerCore)
{
    private const int Size = 512;

    // A BLAS that uses the core's vectors reaches 16 or 8 operations a cycle for vectors of 8 or 4 numbers; one compiled from plain loops stays below half of what a core at 1.5 GHz does so.
    private static readonly double s_slow = Vector256.IsHardwareAccelerated ? 12 : 5;

    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(600);

    public bool IsSlow => PerCore < s_slow;

    /// <summary>Measures for less than a second.</summary>
    public static MatrixSpeed Measure()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (left, right) = (ones(Size, Size), ones(Size, Size));
        matmul(left, right).Dispose();
        var (begun, cpu, count) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
        do
        {
            matmul(left, right).Dispose();
            count++;
        }
        while (Stopwatch.GetElapsedTime(begun) < s_budget);
        var operations = 2.0 * Size * Size * Size * count / 1e9;
        return new(operations / Stopwatch.GetElapsedTime(begun).TotalSeconds, operations / Math.Max(1e-6, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
    }

    /// <summary>What to do about a slow BLAS; null for one that is fast.</summary>
    public string? Advice(string? blas, string? chosen)
    {
        var isReference = blas is not null && Path.GetFileName(Path.GetDirectoryName(blas)) == "blas";
        if (!IsSlow && !isReference)
            return null;
        var what = $"Matrix products are slow. The BLAS is {blas ?? "inside libtorch"}{(isReference ? ", the reference implementation" : "")}.";
        return string.IsNullOrEmpty(chosen)
            ? $"{what} Install OpenBLAS: apt-get install libopenblas0-openmp on Debian and Ubuntu. It is found by itself."
            : $"{what} The environment variable ACCELERATE_BLAS is '{chosen}': remove it, and install OpenBLAS (apt-get install libopenblas0-openmp on Debian and Ubuntu), which is found by itself.";
    }
}
