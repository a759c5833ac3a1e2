namespace Accelerate.Native;

/// <summary>The libtorch that is loaded.</summary>
public static unsafe class LibTorch
{
    /// <summary>The version of libtorch that the shim was compiled against, and therefore runs on.</summary>
    public static Version Version
    {
        get
        {
            int major, minor, patch;
            NativeError.ThrowIfFailed(NativeMethods.acc_built_version(&major, &minor, &patch));
            return new Version(major, minor, patch);
        }
    }

    /// <summary>How libtorch was built: compiler, BLAS, instruction set, as it describes itself.</summary>
    public static string Configuration => NativeText.Read(NativeMethods.acc_configuration);

    /// <summary>The number of the data type that libtorch gives to new floating-point tensors when none is named: one for the process.</summary>
    /// <exception cref="TorchException">Set to a type that is not a floating-point one.</exception>
    public static int DefaultScalarType
    {
        get
        {
            int scalarType;
            NativeError.ThrowIfFailed(NativeMethods.acc_default_scalar_type(&scalarType));
            return scalarType;
        }
        set => NativeError.ThrowIfFailed(NativeMethods.acc_set_default_scalar_type(value));
    }

    /// <summary>The file of the BLAS library that was loaded ahead of libtorch; null when the system's choice was left alone.</summary>
    public static string? PreloadedBlas
    {
        get
        {
            _ = Version;
            return NativeLibraryLoader.PreloadedBlas;
        }
    }
}
