using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// The gradient reducers of one rank that share a process group. Within a backward that reaches several models they take turns, so that all
/// ranks start the same sums in the same order.
/// </summary>
public sealed unsafe class GradientReducerQueue : IDisposable
{
    private readonly GCHandle _poll;
    private readonly GroupHandle _group;
    private readonly List<GradientReducer> _reducers = [];
    private nint _handle;

    /// <summary>Creates a queue without reducers.</summary>
    /// <param name="group">The native group.</param>
    /// <param name="poll">Called about ten times a second while a wait lasts; what it throws ends the wait.</param>
    public GradientReducerQueue(NativeGroup group, Action poll)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(poll);
        _group = group.Handle;
        _poll = GCHandle.Alloc(poll);
        // The group lives as long as the queue, also when it is disposed before it: gradient hooks may still use it.
        var referenced = false;
        try
        {
            _group.DangerousAddRef(ref referenced);
            nint handle;
            NativeError.ThrowIfFailed(NativeMethods.acc_reducer_queue_new(_group, &Poll, GCHandle.ToIntPtr(_poll), &handle));
            _handle = handle;
        }
        catch
        {
            if (referenced)
                _group.DangerousRelease();
            _poll.Free();
            throw;
        }
    }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Broadcasts tensors in place, those of a data type and device as one.</summary>
    /// <param name="tensors">Handles of tensors.</param>
    /// <param name="source">The rank whose values all get.</param>
    public void Broadcast(ReadOnlySpan<nint> tensors, int source)
    {
        fixed (nint* first = tensors)
            NativeError.ThrowIfFailed(NativeMethods.acc_reducer_queue_broadcast(Handle, first, tensors.Length, source));
    }

    /// <summary>Replaces tensors by their means over the ranks, those of a data type and device as one.</summary>
    /// <param name="tensors">Handles of floating-point tensors.</param>
    public void Average(ReadOnlySpan<nint> tensors)
    {
        fixed (nint* first = tensors)
            NativeError.ThrowIfFailed(NativeMethods.acc_reducer_queue_average(Handle, first, tensors.Length));
    }

    /// <summary>Has every backward and broadcast of buffers be announced to ranks that have run out of data, until it is called again with false.</summary>
    public void SetJoining(bool joining) => NativeError.ThrowIfFailed(NativeMethods.acc_reducer_queue_set_joining(Handle, joining ? 1 : 0));

    /// <summary>Follows the ranks that still have data, adding nothing, until none has.</summary>
    /// <returns>The rank whose parameters then hold for all; null when no rank was ahead of another.</returns>
    public int? Join()
    {
        int source;
        NativeError.ThrowIfFailed(NativeMethods.acc_reducer_queue_join(Handle, &source));
        return source < 0 ? null : source;
    }

    /// <summary>Disposes the reducers too.</summary>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        foreach (var reducer in _reducers.ToArray())
            reducer.Dispose();
        NativeMethods.acc_reducer_queue_free(_handle);
        _handle = 0;
        _group.DangerousRelease();
        _poll.Free();
    }

    internal void Add(GradientReducer reducer) => _reducers.Add(reducer);

    internal void Remove(GradientReducer reducer) => _reducers.Remove(reducer);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Poll(nint context)
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
}
