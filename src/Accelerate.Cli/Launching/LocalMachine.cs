namespace Accelerate.Cli.Launching;

/// <summary>What this machine can train on, found out without loading libtorch, which takes long.</summary>
/// <param name="Cores">The number of cores that this process may use.</param>
/// <param name="Gpus">The number of NVIDIA GPUs.</param>
internal sealed record LocalMachine(int Cores, int Gpus)
{
    private const string Driver = "/proc/driver/nvidia/gpus";

    public static LocalMachine Look() => new(Environment.ProcessorCount, Directory.Exists(Driver) ? Directory.GetDirectories(Driver).Length : 0);
}
