using Accelerate.Launching;
using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Runs a training loop on the hardware at hand. Create one, pass the model, optimizer, loaders and scheduler through
/// <c>Prepare</c>, call <see cref="Backward"/> in place of <c>loss.backward()</c>, and keep the rest of the loop.
/// <para>
/// Under a launcher (<c>accelerate launch</c>, torchrun, mpirun, srun) the same program trains on all processes that it started.
/// An accelerator belongs to the thread that trains. Two accelerators in one process do not affect each other; what is libtorch's
/// own, its default generator and its number of threads, is shared by the whole process.
/// </para>
/// </summary>
public sealed partial class Accelerator : IDisposable
{
    private readonly AcceleratorSettings _settings;
    private readonly bool _ownsGroup;
    private bool _disposed;

    /// <summary>Creates an accelerator for this process.</summary>
    /// <param name="options">What differs from the defaults and the environment; null for nothing.</param>
    /// <exception cref="ArgumentException">An option or environment variable has a value that is not accepted; the message says which are.</exception>
    /// <exception cref="NotSupportedException">FP16 was asked for.</exception>
    public Accelerator(AcceleratorOptions? options = null)
        : this(options ?? new(), Environment.GetEnvironmentVariable)
    {
    }

    internal Accelerator(AcceleratorOptions options, Func<string, string?> environment)
    {
        _settings = AcceleratorSettings.Resolve(options, environment);
        var given = options.ProcessGroup ?? ProcessGroup.Ambient;
        var place = ProcessPlace.Find(given, environment);
        LocalProcessIndex = place.LocalRank;
        Device = ChooseDevice(_settings.Cpu, place.LocalRank);
        if (_settings.MixedPrecision == MixedPrecision.FP16)
            throw new NotSupportedException(Device.type == DeviceType.CPU
                ? "FP16 was asked for on a CPU, where libtorch has no half-precision kernels to train with. Use BF16, which needs no loss scaling and runs on a CPU."
                : $"FP16 was asked for on {Device}. Its gradients underflow without loss scaling, which this version does not have. Use BF16, which needs none.");
        _autocast = new(Device, MixedPrecision);
        _gradientAccumulationSteps = _settings.GradientAccumulationSteps;
        if (_settings.IntraOpThreads is { } threads)
            Threads.Set(threads);
        else
            ProcessPlace.ShareProcessors(place, environment, isThread: given is not null);
        if (ProcessPlace.Notice(place, _settings, Devices.Count((int)DeviceType.CUDA)) is { } notice)
            Console.Error.WriteLine(notice);
        if (place.WorldSize > 1)
        {
            _ownsGroup = given is null;
            Group = given ?? ProcessGroup.Connect(place, options.ProcessGroupOptions);
            NumProcesses = Group.Size;
            ProcessIndex = Group.Rank;
        }
        LiveAccelerators.Add();
    }

    /// <summary>The device that models and batches are moved to: the GPU of this process's rank on its machine, or the CPU where there is none or it was asked for.</summary>
    public Device Device { get; }

    /// <summary>The precision that prepared models compute in.</summary>
    public MixedPrecision MixedPrecision => _settings.MixedPrecision;

    /// <summary>The number of processes that train together, at least 1.</summary>
    public int NumProcesses { get; } = 1;

    /// <summary>The rank of this process among all, from 0.</summary>
    public int ProcessIndex { get; }

    /// <summary>The rank of this process among those of its machine, from 0.</summary>
    public int LocalProcessIndex { get; }

    /// <summary>Whether this process has rank 0: the one that writes files and talks to people.</summary>
    public bool IsMainProcess => ProcessIndex == 0;

    /// <summary>Whether this process has rank 0 on its machine.</summary>
    public bool IsLocalMainProcess => LocalProcessIndex == 0;

    /// <summary>Whether this process has the highest rank.</summary>
    public bool IsLastProcess => ProcessIndex == NumProcesses - 1;

    /// <summary>
    /// Takes the accelerator's hooks off the models, ends loaders that are still being read and leaves autocast.
    /// Models, optimizers, schedulers and loaders stay the caller's, usable and to be disposed by the caller; the connection to other processes ends
    /// where the accelerator made it.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        LiveAccelerators.Remove();
        foreach (var enumeration in _enumerations.ToArray())
            enumeration.Dispose();
        foreach (var model in _models.Values)
            model.Release();
        _reducers?.Dispose();
        _batchNorms?.Dispose();
        _autocast.Dispose();
        if (_ownsGroup)
            Group?.Dispose();
    }

    /// <summary>The processes that train together; null where this one trains alone.</summary>
    internal ProcessGroup? Group { get; }

    private static Device ChooseDevice(bool cpu, int localRank) =>
        !cpu && Devices.Count((int)DeviceType.CUDA) is > 0 and var count ? device(DeviceType.CUDA, localRank % count) : torch.CPU;

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
