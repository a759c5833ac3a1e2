using Accelerate.Native;

namespace Accelerate;

/// <summary>What this machine can train on.</summary>
/// <param name="Gpus">The number of GPUs that the loaded libtorch can use.</param>
/// <param name="Cores">The number of cores this process may use.</param>
/// <param name="Problem">Why libtorch could not be asked for GPUs; null when it could.</param>
internal sealed record Hardware(int Gpus, int Cores, string? Problem = null)
{
    private const int Cuda = 1;

    /// <summary>Asks libtorch. Where it does not load there are no GPUs, and the reason is told.</summary>
    public static Hardware Detect()
    {
        try
        {
            return new(Devices.Count(Cuda), Environment.ProcessorCount);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TorchException)
        {
            return new(0, Environment.ProcessorCount, error.Message);
        }
    }
}
