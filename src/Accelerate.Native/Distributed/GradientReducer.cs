using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// Averages the gradients of a model over ranks while backward still computes others. Parameters share flat buckets, and their gradients
/// become views into these. A bucket is summed as soon as all its gradients are there and the buckets before it are under way; the end of the
/// backward waits for all. A parameter without a gradient on any rank stays without.
/// </summary>
public sealed unsafe class GradientReducer : IDisposable
{
    private readonly GradientReducerQueue _queue;
    private readonly GCHandle _context;
    private nint _handle;

    /// <summary>Attaches to the parameters, which must be where they will stay.</summary>
    /// <param name="queue">The reducers of this rank.</param>
    /// <param name="parameters">Handles of all parameters, the same on all ranks; those that do not require gradients join when they do.</param>
    /// <param name="buffers">Handles of the tensors that <see cref="BroadcastBuffers"/> makes equal.</param>
    /// <param name="options">Sizes and hooks.</param>
    public GradientReducer(GradientReducerQueue queue, ReadOnlySpan<nint> parameters, ReadOnlySpan<nint> buffers, GradientReducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(options);
        _queue = queue;
        _context = GCHandle.Alloc(options);
        NativeMethods.ReducerSettings settings = new()
        {
            FirstBucketBytes = options.FirstBucketBytes,
            BucketBytes = options.BucketBytes,
            WireType = options.WireType ?? -1,
            Hook = options.StartSum is null ? 0 : (nint)(delegate* unmanaged[Cdecl]<nint, int, int, nint>)&RunHook,
            Context = GCHandle.ToIntPtr(_context),
        };
        nint handle;
        int status;
        fixed (nint* parameter = parameters, buffer = buffers)
            status = NativeMethods.acc_reducer_new(queue.Handle, parameter, parameters.Length, buffer, buffers.Length, &settings, &handle);
        if (status != 0)
            _context.Free();
        NativeError.ThrowIfFailed(status);
        _handle = handle;
        queue.Add(this);
    }

    /// <summary>The number of buckets now; it changes once, after the first backward that averages.</summary>
    public int BucketCount
    {
        get
        {
            int count;
            NativeError.ThrowIfFailed(NativeMethods.acc_reducer_bucket_count(Handle, &count));
            return count;
        }
    }

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>The positions, among all parameters, of those that a bucket holds, in its order.</summary>
    public int[] ParametersOf(int bucket)
    {
        int count;
        NativeError.ThrowIfFailed(NativeMethods.acc_reducer_bucket(Handle, bucket, null, null, 0, &count));
        var parameters = new int[count];
        fixed (int* first = parameters)
            NativeError.ThrowIfFailed(NativeMethods.acc_reducer_bucket(Handle, bucket, null, first, count, &count));
        return parameters;
    }

    /// <summary>A new handle of the flat gradients of a bucket.</summary>
    public nint GradientsOf(int bucket)
    {
        nint gradients;
        int count;
        NativeError.ThrowIfFailed(NativeMethods.acc_reducer_bucket(Handle, bucket, &gradients, null, 0, &count));
        return gradients;
    }

    /// <summary>Sets whether a backward averages gradients or leaves them to this rank.</summary>
    public void SetSynchronizing(bool synchronizing) => NativeError.ThrowIfFailed(NativeMethods.acc_reducer_set_synchronizing(Handle, synchronizing ? 1 : 0));

    /// <summary>Has the next backward average gradients, whatever <see cref="SetSynchronizing"/> says.</summary>
    public void Trigger() => NativeError.ThrowIfFailed(NativeMethods.acc_reducer_trigger(Handle));

    /// <summary>Takes in parameters that have come to require gradients.</summary>
    public void Refresh() => NativeError.ThrowIfFailed(NativeMethods.acc_reducer_refresh(Handle));

    /// <summary>Gives the buffers the values of rank 0; in a join, those of the lowest rank that still has data.</summary>
    public void BroadcastBuffers() => NativeError.ThrowIfFailed(NativeMethods.acc_reducer_broadcast_buffers(Handle));

    /// <summary>Takes the hooks off the parameters. Their gradients stay what they are.</summary>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        _queue.Remove(this);
        NativeMethods.acc_reducer_free(_handle);
        _handle = 0;
        _context.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint RunHook(nint context, int bucket, int phase)
    {
        try
        {
            var options = (GradientReducerOptions)GCHandle.FromIntPtr(context).Target!;
            (phase == 0 ? options.StartSum : options.EndSum)?.Invoke(bucket);
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Capture(exception);
        }
    }
}
