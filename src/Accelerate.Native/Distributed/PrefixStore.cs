namespace Accelerate.Native;

/// <summary>A part of another store: every key gets a prefix and a slash in front, as in c10d.</summary>
public sealed unsafe class PrefixStore : Store
{
    private readonly string _prefix;

    /// <summary>Keeps the store beneath alive, whoever disposes it.</summary>
    public PrefixStore(string prefix, Store store)
        : base(New(prefix, store))
    {
        _prefix = prefix;
        Beneath = store;
    }

    /// <summary>The store that this one is a part of.</summary>
    public Store Beneath { get; }

    /// <inheritdoc/>
    public override Store Reconnect()
    {
        using var own = Beneath.Reconnect();
        return new PrefixStore(_prefix, own);
    }

    private static StoreHandle New(string prefix, Store store)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(store);
        nint handle;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_prefix(prefix, store.Handle, &handle));
        return new StoreHandle(handle);
    }
}
