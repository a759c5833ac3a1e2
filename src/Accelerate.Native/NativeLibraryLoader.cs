using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// Finds the shim beside the assembly. Ahead of it the OpenMP build of OpenBLAS is loaded where it is installed: libtorch
/// binds to <c>libblas.so.3</c>, which Debian points at a reference build many times slower, or at one that ignores
/// libtorch's number of threads.
/// </summary>
internal static unsafe class NativeLibraryLoader
{
    private const string FileName = "libaccelerate_native.so";

    /// <summary>The BLAS that was loaded, if one was.</summary>
    internal static string? PreloadedBlas { get; private set; }

    // Loads nothing yet: the first call into the shim does, and what is wrong with it comes out of that call.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A resolver must be there before the first call, whichever type makes it.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library)
            return 0;
        PreloadedBlas = PreloadBlas();
        var file = Candidates().FirstOrDefault(File.Exists) ?? throw new DllNotFoundException(
            $"{FileName} is missing: it was looked for in {string.Join(" and ", Candidates().Select(Path.GetDirectoryName).Distinct())}. " +
            "Build the project on the machine that runs it (it needs libtorch, cmake and a C++ compiler; on Debian: apt-get install libtorch-dev cmake g++), " +
            "or set LIBTORCH to the folder of another libtorch and build again.");
        try
        {
            var library = NativeLibrary.Load(file);
            ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, void>)NativeLibrary.GetExport(library, "acc_initialize"))(&NativeError.Release);
            return library;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"{file} does not load: {exception.Message.Trim()} The shim runs only on the libtorch it was compiled against. " +
                "Install that libtorch (on Debian: apt-get install libtorch-dev), or delete the build output and build again against the one that is installed (LIBTORCH=/path/to/libtorch names one elsewhere).", exception);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        var folder = AppContext.BaseDirectory;
        yield return Path.Combine(folder, FileName);
        yield return Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName);
    }

    private static string? PreloadBlas()
    {
        if (Environment.GetEnvironmentVariable("ACCELERATE_BLAS") is { Length: > 0 } chosen)
            return chosen == "system" ? null : LoadChosen(chosen);
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        var folder = $"/usr/lib/{architecture}-linux-gnu/openblas-openmp";
        var blas = Path.Combine(folder, "libblas.so.3");
        if (!NativeLibrary.TryLoad(blas, out _))
            return null;
        NativeLibrary.TryLoad(Path.Combine(folder, "liblapack.so.3"), out _);
        return blas;
    }

    private static string LoadChosen(string file)
    {
        try
        {
            NativeLibrary.Load(file);
            return file;
        }
        catch (DllNotFoundException exception)
        {
            throw new DllNotFoundException($"ACCELERATE_BLAS is '{file}', which does not load: {exception.Message.Trim()} Set it to the path of a libblas.so.3, to 'system' for the system's choice, or unset it.", exception);
        }
    }
}
