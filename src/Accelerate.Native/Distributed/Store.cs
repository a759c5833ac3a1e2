namespace Accelerate.Native;

/// <summary>
/// A key-value store that all ranks of a job share: how they find each other, and where they leave word of themselves. The stores are c10d's,
/// so that a store made here serves Python's <c>torch.distributed</c> and the other way round. All members may be called from several threads.
/// </summary>
public abstract unsafe class Store : IDisposable
{
    private protected Store(StoreHandle handle) => Handle = handle;

    internal StoreHandle Handle { get; }

    /// <summary>How long <see cref="Get"/> waits for a key that nobody has set yet; 300 s unless set.</summary>
    public TimeSpan Timeout
    {
        get
        {
            long milliseconds;
            NativeError.ThrowIfFailed(NativeMethods.acc_store_timeout(Handle, &milliseconds));
            return TimeSpan.FromMilliseconds(milliseconds);
        }
        set => NativeError.ThrowIfFailed(NativeMethods.acc_store_set_timeout(Handle, Milliseconds(value)));
    }

    /// <summary>The number of keys.</summary>
    /// <exception cref="TorchException">The store cannot tell (a <see cref="PrefixStore"/> counts all keys of the store beneath).</exception>
    public long Count
    {
        get
        {
            long count;
            NativeError.ThrowIfFailed(NativeMethods.acc_store_count(Handle, &count));
            return count;
        }
    }

    /// <summary>A store over the same keys, with a connection of its own where it is reached by one, so that neither waits for the other's requests.</summary>
    public abstract Store Reconnect();

    /// <summary>Sets a key.</summary>
    /// <exception cref="TorchConnectionException">The store is not reachable any more.</exception>
    public void Set(string key, ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
            NativeError.ThrowIfFailed(NativeMethods.acc_store_set(Handle, key, first, value.Length));
    }

    /// <summary>The value of a key. Waits for it, for at most <see cref="Timeout"/>, where it is not set yet.</summary>
    /// <exception cref="TorchTimeoutException">Nobody set the key in time.</exception>
    /// <exception cref="TorchConnectionException">The store is not reachable any more.</exception>
    public byte[] Get(string key)
    {
        byte* value;
        long length;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_get(Handle, key, &value, &length));
        return Take(value, length);
    }

    /// <summary>
    /// Sets a key to <paramref name="desired"/> if its value is <paramref name="expected"/>, where nothing expected means that it is not set.
    /// Returns the value that the key has afterwards: of several callers, one sets and all learn what was set.
    /// </summary>
    public byte[] CompareSet(string key, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> desired)
    {
        byte* value;
        long length;
        fixed (byte* firstExpected = expected)
        fixed (byte* firstDesired = desired)
            NativeError.ThrowIfFailed(NativeMethods.acc_store_compare_set(Handle, key, firstExpected, expected.Length, firstDesired, desired.Length, &value, &length));
        return Take(value, length);
    }

    /// <summary>Adds to a counter, which begins at zero, and returns its new value.</summary>
    public long Add(string key, long amount)
    {
        long result;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_add(Handle, key, amount, &result));
        return result;
    }

    /// <summary>Whether all of the keys are set.</summary>
    public bool Check(params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        int result;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_check(Handle, keys, keys.Length, &result));
        return result != 0;
    }

    /// <summary>Waits until all of the keys are set.</summary>
    /// <exception cref="TorchTimeoutException">They were not within <paramref name="timeout"/>.</exception>
    public void Wait(IReadOnlyList<string> keys, TimeSpan timeout) =>
        NativeError.ThrowIfFailed(NativeMethods.acc_store_wait(Handle, [.. keys], keys.Count, Milliseconds(timeout)));

    /// <summary>Removes a key; false if it was not set.</summary>
    /// <exception cref="TorchException">The store cannot remove keys (keys of a <see cref="FileStore"/> stay).</exception>
    public bool Delete(string key)
    {
        int result;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_delete(Handle, key, &result));
        return result != 0;
    }

    /// <summary>Lets go of the store. One that serves others ends with it.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        GC.SuppressFinalize(this);
    }

    // Zero means "for ever" to some stores, so that the shortest wait is one millisecond.
    private protected static long Milliseconds(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return Math.Clamp((long)Math.Ceiling(time.TotalMilliseconds), 1, int.MaxValue);
    }

    private protected StoreHandle Alias()
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_alias(Handle, &result));
        return new StoreHandle(result);
    }

    private static byte[] Take(byte* value, long length)
    {
        var copy = new ReadOnlySpan<byte>(value, checked((int)length)).ToArray();
        NativeMethods.acc_free(value);
        return copy;
    }
}
