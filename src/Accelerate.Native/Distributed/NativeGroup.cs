namespace Accelerate.Native;

/// <summary>
/// A rank's membership in a process group of c10d. Its collectives take tensors of every data type, shape and strides, by handle; each returns at
/// once, and the tensors are to be left alone until the work has ended. All ranks call the same collectives in the same order, one thread at a time.
/// </summary>
public sealed unsafe class NativeGroup : IDisposable
{
    private NativeGroup(nint handle) => Handle = new GroupHandle(handle);

    /// <summary>Whether the shim was built with NCCL, which needs a libtorch for CUDA.</summary>
    public static bool IsNcclAvailable
    {
        get
        {
            int result;
            NativeError.ThrowIfFailed(NativeMethods.acc_nccl_available(&result));
            return result != 0;
        }
    }

    internal GroupHandle Handle { get; }

    /// <summary>Joins a group over Gloo; waits until all ranks have.</summary>
    /// <param name="store">What the ranks find each other by; the group's keys must be its own (see <see cref="PrefixStore"/>).</param>
    /// <param name="rank">This rank.</param>
    /// <param name="size">The number of ranks.</param>
    /// <param name="timeout">How long a collective may wait for its peers.</param>
    /// <param name="address">The address of this machine that the others are to reach; empty leaves it to what the machine's name resolves to.</param>
    /// <param name="interfaces">Network interfaces to use instead, separated by commas; empty for none.</param>
    public static NativeGroup Gloo(Store store, int rank, int size, TimeSpan timeout, string address = "", string interfaces = "")
    {
        ArgumentNullException.ThrowIfNull(store);
        CheckRank(rank, size);
        nint handle;
        NativeError.ThrowIfFailed(NativeMethods.acc_group_gloo(store.Handle, rank, size, (long)timeout.TotalMilliseconds, address, interfaces, &handle));
        return new NativeGroup(handle);
    }

    /// <summary>Joins a group over NCCL.</summary>
    /// <exception cref="ArgumentException">The shim was built without it (<see cref="IsNcclAvailable"/>).</exception>
    public static NativeGroup Nccl(Store store, int rank, int size, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(store);
        CheckRank(rank, size);
        nint handle;
        NativeError.ThrowIfFailed(NativeMethods.acc_group_nccl(store.Handle, rank, size, (long)timeout.TotalMilliseconds, &handle));
        return new NativeGroup(handle);
    }

    /// <summary>Agrees on the number that c10d counts collectives from, as Python's <c>init_process_group</c> does at its end.</summary>
    public void AgreeOnSequence() => NativeError.ThrowIfFailed(NativeMethods.acc_group_agree_on_sequence(Handle));

    /// <summary>
    /// Lets messages match only between ranks that do the same with as many bytes. Gloo ends the process when one gets more bytes than it waits for; with this it
    /// waits until the time-out. All ranks call it before their first collective, or none does: Python's ranks cannot.
    /// </summary>
    public void MarkCollectives() => NativeError.ThrowIfFailed(NativeMethods.acc_group_mark_collectives(Handle));

    /// <summary>Has every wait for messages between the ranks return, as if its time were over, or fail where the connection has broken. From any thread.</summary>
    public void Interrupt() => NativeError.ThrowIfFailed(NativeMethods.acc_group_interrupt(Handle));

    /// <summary>Combines the tensors of all ranks, in place.</summary>
    /// <exception cref="ArgumentException">The data type has no such reduction.</exception>
    public NativeWork AllReduce(nint tensor, NativeReduction reduction)
    {
        nint work;
        return Started(NativeMethods.acc_group_all_reduce(Handle, tensor, (int)reduction, &work), &work);
    }

    /// <summary>Copies the tensor of one rank to all, in place.</summary>
    public NativeWork Broadcast(nint tensor, int source)
    {
        nint work;
        return Started(NativeMethods.acc_group_broadcast(Handle, tensor, source, &work), &work);
    }

    /// <summary>Puts tensors of equal shapes [n, …] one after another by rank: the result has shape [size × n, …].</summary>
    public NativeWork AllGather(nint tensor)
    {
        nint work;
        return Started(NativeMethods.acc_group_all_gather(Handle, tensor, &work), &work);
    }

    /// <summary>As <see cref="AllGather"/>, on one rank only.</summary>
    public NativeWork Gather(nint tensor, int destination)
    {
        nint work;
        return Started(NativeMethods.acc_group_gather(Handle, tensor, destination, &work), &work);
    }

    /// <summary>Splits a tensor of the source, of shape [size × n, …], into the outputs of all ranks; zero for the input elsewhere.</summary>
    public NativeWork Scatter(nint output, nint input, int source)
    {
        nint work;
        return Started(NativeMethods.acc_group_scatter(Handle, output, input, source, &work), &work);
    }

    /// <summary>Combines tensors of shape [size × n, …] and leaves each rank its part, of shape [n, …].</summary>
    public NativeWork ReduceScatter(nint tensor, NativeReduction reduction)
    {
        nint work;
        return Started(NativeMethods.acc_group_reduce_scatter(Handle, tensor, (int)reduction, &work), &work);
    }

    /// <summary>Gives each rank some rows and takes some from each; no counts mean equal parts.</summary>
    public NativeWork AllToAll(nint tensor, ReadOnlySpan<long> inputRows, ReadOnlySpan<long> outputRows)
    {
        if (inputRows.Length != outputRows.Length)
            throw new ArgumentException($"There are {inputRows.Length} counts of rows to give and {outputRows.Length} of rows to take; each is one for every rank.", nameof(outputRows));
        nint work;
        fixed (long* given = inputRows)
        fixed (long* taken = outputRows)
            return Started(NativeMethods.acc_group_all_to_all(Handle, tensor, given, taken, inputRows.Length, &work), &work);
    }

    /// <summary>Sends a tensor to one rank.</summary>
    public NativeWork Send(nint tensor, int destination, int tag)
    {
        nint work;
        return Started(NativeMethods.acc_group_send(Handle, tensor, destination, tag, &work), &work);
    }

    /// <summary>Receives a tensor from one rank, in place.</summary>
    public NativeWork Receive(nint tensor, int source, int tag)
    {
        nint work;
        return Started(NativeMethods.acc_group_receive(Handle, tensor, source, tag, &work), &work);
    }

    /// <summary>Ends when all ranks have called it.</summary>
    public NativeWork Barrier()
    {
        nint work;
        return Started(NativeMethods.acc_group_barrier(Handle, &work), &work);
    }

    /// <summary>Leaves the group. Work of it that has not ended keeps the group until the process ends, because ending it would mean to wait for the peers.</summary>
    public void Dispose() => Handle.Dispose();

    private static void CheckRank(int rank, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (rank < 0 || rank >= size)
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A group of {size} has ranks 0 to {size - 1}.");
    }

    private static NativeWork Started(int status, nint* work)
    {
        NativeError.ThrowIfFailed(status);
        return new NativeWork(*work);
    }
}
