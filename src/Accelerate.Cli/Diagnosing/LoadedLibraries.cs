using Accelerate.Native;

namespace Accelerate.Cli.Diagnosing;

/// <summary>The files that this process runs from, as Linux tells them.</summary>
internal static class LoadedLibraries
{
    /// <summary>The BLAS that libtorch calls: the one loaded ahead of it, else the first with the name of one; null where libtorch has its own inside.</summary>
    public static string? Blas() => LibTorch.PreloadedBlas ?? Find("libblas.", "libopenblas", "libmkl_rt", "libmkl_core", "libblis");

    /// <summary>The file of libtorch.</summary>
    public static string? Torch() => Find("libtorch_cpu.", "libtorch.");

    private static string? Find(params string[] names)
    {
        if (!File.Exists("/proc/self/maps"))
            return null;
        var files = File.ReadLines("/proc/self/maps").Select(static line => line.IndexOf('/') is >= 0 and var start ? line[start..] : "").Distinct().ToArray();
        return names.Select(name => files.FirstOrDefault(file => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal))).FirstOrDefault(static file => file is not null);
    }
}
