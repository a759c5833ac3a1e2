using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>A collective under way. Disposing it neither ends it nor waits for it.</summary>
public sealed unsafe class NativeWork : IDisposable
{
    private readonly WorkHandle _handle;

    internal NativeWork(nint handle) => _handle = new WorkHandle(handle);

    /// <summary>Whether it has ended, well or badly.</summary>
    public bool IsCompleted
    {
        get
        {
            int result;
            NativeError.ThrowIfFailed(NativeMethods.acc_work_completed(_handle, &result));
            return result != 0;
        }
    }

    /// <summary>Waits for its end for at most <paramref name="milliseconds"/>, or for messages until <see cref="NativeGroup.Interrupt"/>; false if it has not come by then.</summary>
    /// <exception cref="TorchTimeoutException">A peer did not take part within the group's time-out.</exception>
    /// <exception cref="TorchConnectionException">A connection to a peer is lost.</exception>
    /// <exception cref="TorchException">It failed otherwise.</exception>
    public bool Wait(long milliseconds)
    {
        int completed;
        NativeError.ThrowIfFailed(NativeMethods.acc_work_wait(_handle, milliseconds, &completed));
        return completed != 0;
    }

    /// <summary>Runs <paramref name="callback"/> at its end, on a thread of the backend, or at once. It must not throw and must not wait.</summary>
    public void OnCompleted(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var context = GCHandle.Alloc(callback);
        var status = NativeMethods.acc_work_on_completed(_handle, &Run, GCHandle.ToIntPtr(context));
        if (status != 0)
            context.Free();
        NativeError.ThrowIfFailed(status);
    }

    /// <summary>A new handle of the tensor that the collective made; zero if it makes none on this rank. Its elements are there when the work has ended.</summary>
    public nint Result()
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_work_result(_handle, &result));
        return result;
    }

    /// <summary>Lets go of the work.</summary>
    public void Dispose() => _handle.Dispose();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        var callback = (Action)handle.Target!;
        handle.Free();
        try
        {
            callback();
        }
        catch (Exception)
        {
            // On a thread of the backend there is no caller to tell.
        }
    }
}
