using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// Hooks that run during backward, on the thread that computes the gradient (the calling one on a CPU). An exception
/// that a hook throws ends the backward pass and comes out of it as itself.
/// </summary>
public static unsafe class GradientHooks
{
    /// <summary>
    /// Runs <paramref name="hook"/> with the gradient of <paramref name="tensor"/> before it is accumulated or passed on.
    /// The hook gets a handle that it must not free, and returns the handle of a replacement, which it gives away, or zero.
    /// </summary>
    /// <exception cref="TorchException">The tensor does not require a gradient.</exception>
    public static IDisposable Register(nint tensor, Func<nint, nint> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(hook));
        nint token;
        NativeError.ThrowIfFailed(NativeMethods.acc_hook_register(tensor, &RunGradientHook, context, &token));
        return new Registration(token);
    }

    /// <summary>Runs <paramref name="hook"/> each time backward has accumulated into the gradient of the leaf <paramref name="tensor"/>.</summary>
    /// <exception cref="TorchException">The tensor is not a leaf that requires a gradient.</exception>
    public static IDisposable RegisterPostAccumulate(nint tensor, Action hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(hook));
        nint token;
        NativeError.ThrowIfFailed(NativeMethods.acc_hook_register_accumulated(tensor, &RunAccumulatedHook, context, &token));
        return new Registration(token);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint RunGradientHook(nint context, nint gradient, nint* replacement)
    {
        try
        {
            *replacement = ((Func<nint, nint>)GCHandle.FromIntPtr(context).Target!)(gradient);
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Capture(exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint RunAccumulatedHook(nint context)
    {
        try
        {
            ((Action)GCHandle.FromIntPtr(context).Target!)();
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Capture(exception);
        }
    }

    // The shim owns the hook's context: it releases it when the hook is removed, or at once if it cannot be registered.
    private sealed class Registration(nint token) : IDisposable
    {
        private nint _token = token;

        public void Dispose()
        {
            var token = Interlocked.Exchange(ref _token, 0);
            if (token != 0)
                NativeError.ThrowIfFailed(NativeMethods.acc_hook_remove(token));
        }
    }
}
