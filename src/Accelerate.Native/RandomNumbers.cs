namespace Accelerate.Native;

/// <summary>libtorch's random number generators (<c>at::Generator*</c>).</summary>
public static unsafe class RandomNumbers
{
    /// <summary>Seeds the default generators of all devices; they belong to libtorch and are shared by the whole process.</summary>
    public static void ManualSeed(ulong seed) => NativeError.ThrowIfFailed(NativeMethods.acc_manual_seed(seed));

    /// <summary>A generator of its own, which the caller frees.</summary>
    public static nint NewGenerator(int deviceType, int deviceIndex, ulong seed)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_new(deviceType, deviceIndex, seed, &result));
        return result;
    }

    /// <summary>A handle of a device's default generator, which the caller frees; the generator stays.</summary>
    public static nint DefaultGenerator(int deviceType, int deviceIndex)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_default(deviceType, deviceIndex, &result));
        return result;
    }

    /// <summary>Frees the handle of a generator; zero is ignored.</summary>
    public static void FreeGenerator(nint generator) => NativeMethods.acc_generator_free(generator);

    /// <summary>The seed that a generator was last given.</summary>
    public static ulong Seed(nint generator)
    {
        ulong seed;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_seed(generator, &seed));
        return seed;
    }

    /// <summary>Seeds a generator.</summary>
    public static void SetSeed(nint generator, ulong seed) => NativeError.ThrowIfFailed(NativeMethods.acc_generator_set_seed(generator, seed));

    /// <summary>Seeds a generator from the system's randomness and returns the seed.</summary>
    public static ulong Reseed(nint generator)
    {
        ulong seed;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_reseed(generator, &seed));
        return seed;
    }

    /// <summary>The state of a generator as a new byte tensor.</summary>
    public static nint State(nint generator)
    {
        nint state;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_state(generator, &state));
        return state;
    }

    /// <summary>Restores a state that <see cref="State"/> gave.</summary>
    public static void SetState(nint generator, nint state) => NativeError.ThrowIfFailed(NativeMethods.acc_generator_set_state(generator, state));

    /// <summary>The device of a generator.</summary>
    public static (int Type, int Index) Device(nint generator)
    {
        int type, index;
        NativeError.ThrowIfFailed(NativeMethods.acc_generator_device(generator, &type, &index));
        return (type, index);
    }
}
