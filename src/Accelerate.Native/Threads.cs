namespace Accelerate.Native;

/// <summary>
/// How many threads libtorch uses. The counts are libtorch's own: one for the process, taken over by each thread
/// when it first computes.
/// </summary>
public static unsafe class Threads
{
    /// <summary>The number of threads that one operator may use when called from this thread.</summary>
    public static int Get() => Counts().IntraOp;

    /// <summary>The number of threads that run independent parts of a scripted model.</summary>
    public static int GetInterOp() => Counts().InterOp;

    /// <summary>Sets the number of threads that one operator may use, for this thread and those that have not computed yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public static void Set(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        NativeError.ThrowIfFailed(NativeMethods.acc_set_threads(count));
    }

    /// <summary>Sets the number of threads for independent parts of a scripted model; libtorch allows this once, before any of them ran.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    /// <exception cref="TorchException">It was set before, or such work has begun.</exception>
    public static void SetInterOp(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        NativeError.ThrowIfFailed(NativeMethods.acc_set_inter_op_threads(count));
    }

    /// <summary>
    /// Limits operators called from this thread to <paramref name="count"/> threads and leaves all other threads alone:
    /// for a thread that loads data beside the one that trains.
    /// </summary>
    public static void LimitCurrentThread(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        NativeError.ThrowIfFailed(NativeMethods.acc_limit_current_thread(count));
    }

    private static (int IntraOp, int InterOp) Counts()
    {
        int intraOp, interOp;
        NativeError.ThrowIfFailed(NativeMethods.acc_threads(&intraOp, &interOp));
        return (intraOp, interOp);
    }
}
