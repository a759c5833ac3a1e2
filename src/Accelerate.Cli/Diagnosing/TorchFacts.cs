using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using Accelerate.Native;
using TorchSharp;

namespace Accelerate.Cli.Diagnosing;

/// <summary>What libtorch says about itself and its devices, and how fast it multiplies.</summary>
internal static class TorchFacts
{
    private const int Cuda = 1;

    private static readonly HashSet<string> s_avx512Kernels = new(StringComparer.OrdinalIgnoreCase) { "SkylakeX", "Cooperlake", "SapphireRapids" };

    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="advice">Takes what should be mended.</param>
    public static IReadOnlyList<Fact> Find(Func<string, string?> environment, ICollection<string> advice)
    {
        try
        {
            var version = LibTorch.Version.ToString();
            var gpus = Devices.Count(Cuda);
            var facts = new List<Fact>
            {
                new("libtorch", "libtorch", $"{version}, {LoadedLibraries.Torch() ?? "of an unknown file"}", new JsonObject { ["version"] = version, ["file"] = LoadedLibraries.Torch() }),
                new("front_end", "TorchSharp API", FrontEnd()),
                new("devices", "Devices", gpus == 0 ? "CPU" : $"CPU, {gpus} {(gpus == 1 ? "GPU" : "GPUs")}", new JsonObject { ["cuda"] = gpus }),
                new("threads", "Threads", $"{Threads.Get()} for an operator{(environment("OMP_NUM_THREADS") is { Length: > 0 } count ? $" (OMP_NUM_THREADS is {count})" : "")}", Threads.Get()),
            };
            facts.AddRange(MatrixProducts(environment, advice));
            return facts;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TorchException)
        {
            advice.Add($"libtorch cannot be used: {error.Message}");
            return [new("libtorch", "libtorch", "not usable, see below", new JsonObject { ["problem"] = error.Message })];
        }
    }

    private static IEnumerable<Fact> MatrixProducts(Func<string, string?> environment, ICollection<string> advice)
    {
        var speed = MatrixSpeed.Measure();
        var blas = LoadedLibraries.Blas();
        if (speed.Advice(blas, environment("ACCELERATE_BLAS")) is { } text)
            advice.Add(text);
        if (blas?.Contains("openblas-pthread", StringComparison.Ordinal) == true)
            advice.Add($"The BLAS, {blas}, takes a number of threads of its own, so that several processes get in each other's way. Install the build that follows libtorch: apt-get install libopenblas0-openmp.");
        if (KernelAdvice(blas, environment("OPENBLAS_CORETYPE"), Avx512F.IsSupported) is { } kernels)
            advice.Add(kernels);
        yield return new("blas", "BLAS", blas ?? "inside libtorch");
        yield return new(
            "matrix_products", "Matrix products",
            string.Create(CultureInfo.InvariantCulture, $"{speed.Together:0} GFLOP/s, {speed.PerCore:0} in a second of one core's time: {(speed.IsSlow ? "slow" : "ok")}"),
            new JsonObject { ["gflops"] = Math.Round(speed.Together, 1), ["gflops_per_core"] = Math.Round(speed.PerCore, 1), ["slow"] = speed.IsSlow });
    }

    /// <summary>What to do where OpenBLAS is told to use narrower vectors than the processor has; null where it is not.</summary>
    internal static string? KernelAdvice(string? blas, string? coreType, bool hasAvx512) =>
        hasAvx512 && !string.IsNullOrEmpty(coreType) && blas?.Contains("openblas", StringComparison.OrdinalIgnoreCase) == true && !s_avx512Kernels.Contains(coreType)
            ? $"The processor has AVX-512, but the environment variable OPENBLAS_CORETYPE makes OpenBLAS use its kernels for '{coreType}', which take about twice the time for a matrix product. Remove the variable, unless runs have to give the same numbers on older processors."
            : null;

    private static string FrontEnd()
    {
        var name = typeof(torch).Assembly.GetName();
        return name.Version is { Major: 0, Minor: < 100 } ? $"of Accelerate, {name.Version.ToString(3)}" : $"the package TorchSharp, {name.Version?.ToString(3)}";
    }
}
