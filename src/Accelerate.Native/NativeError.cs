using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Accelerate.Native;

/// <summary>Turns statuses of the shim into exceptions, and exceptions of managed callbacks into statuses.</summary>
internal static unsafe class NativeError
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfFailed(int status)
    {
        if (status != 0)
            Throw(status);
    }

    /// <summary>What a callback returns for an exception: a handle that travels through libtorch and comes back to <see cref="Throw"/>.</summary>
    internal static nint Capture(Exception exception) =>
        GCHandle.ToIntPtr(GCHandle.Alloc(ExceptionDispatchInfo.Capture(exception)));

    /// <summary>Frees the handle of an exception or of a callback's context that nobody needs any more.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [DoesNotReturn]
    private static void Throw(int status)
    {
        byte* text;
        int length;
        nint exception;
        NativeMethods.acc_last_error(&text, &length, &exception);
        if (exception != 0)
        {
            // The shim keeps its own reference to the handle and releases it with the error.
            var captured = (ExceptionDispatchInfo)GCHandle.FromIntPtr(exception).Target!;
            captured.Throw();
        }
        var message = Encoding.UTF8.GetString(text, length);
        throw status switch
        {
            2 => new TorchIndexException(message),
            3 => new TorchValueException(message),
            4 => new TorchTypeException(message),
            5 => new TorchNotImplementedException(message),
            6 => new TorchOutOfMemoryException(message),
            8 => new ArgumentException(message),
            9 => new TorchTimeoutException(message),
            10 => new TorchConnectionException(message),
            _ => new TorchException(message),
        };
    }
}
