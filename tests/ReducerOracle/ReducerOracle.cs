using System.Runtime.InteropServices;
using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Testing;

/// <summary>libtorch's own gradient reducer around a model, with gradients as views into its buckets.</summary>
public sealed unsafe partial class ReducerOracle : IDisposable
{
    private const string Library = "reducer_oracle";
    private readonly nint _handle;

    /// <summary>Attaches to the parameters that require gradients. The group has to outlive it.</summary>
    public ReducerOracle(NativeGroup group, nn.Module model, long firstBytes, long bytes, bool findUnused = false)
    {
        nint[] parameters = [.. model.parameters().Where(p => p.requires_grad).Select(p => p.Handle)];
        fixed (nint* first = parameters)
            _handle = oracle_new(group.Handle.DangerousGetHandle(), first, parameters.Length, firstBytes, bytes, findUnused ? 1 : 0);
        if (_handle == 0)
            throw new InvalidOperationException("libtorch refused to make its reducer.");
    }

    /// <summary>Whether it compiled against the libtorch of this machine.</summary>
    public static bool IsAvailable => NativeLibrary.TryLoad(Library, typeof(ReducerOracle).Assembly, null, out _);

    /// <summary>Computes a loss and the gradients of its mean over the ranks.</summary>
    public void Backward(Func<Tensor> forward)
    {
        if (oracle_forward(_handle) != 0)
            throw new InvalidOperationException("libtorch's reducer failed before forward.");
        var loss = forward();
        if (oracle_backward(_handle, loss.Handle) != 0)
            throw new InvalidOperationException("libtorch's reducer failed before backward.");
        loss.backward();
    }

    /// <summary>Takes it off the parameters.</summary>
    public void Dispose() => oracle_free(_handle);

    [LibraryImport(Library)] private static partial nint oracle_new(nint group, nint* parameters, int count, long firstBytes, long bytes, int findUnused);

    [LibraryImport(Library)] private static partial int oracle_forward(nint reducer);

    [LibraryImport(Library)] private static partial int oracle_backward(nint reducer, nint loss);

    [LibraryImport(Library)] private static partial void oracle_free(nint reducer);
}
