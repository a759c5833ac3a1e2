namespace Accelerate.Native;

/// <summary>A store in the memory of one process, for ranks that are its threads.</summary>
public sealed unsafe class HashStore : Store
{
    /// <summary>An empty store.</summary>
    public HashStore()
        : base(New())
    {
    }

    private HashStore(StoreHandle handle)
        : base(handle)
    {
    }

    /// <inheritdoc/>
    public override Store Reconnect() => new HashStore(Alias());

    private static StoreHandle New()
    {
        nint handle;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_hash(&handle));
        return new StoreHandle(handle);
    }
}
