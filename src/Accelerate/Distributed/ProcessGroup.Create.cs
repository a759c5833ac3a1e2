using Accelerate.Native;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    /// <summary>Joins a group by way of a store that all of its ranks share; waits until all have joined.</summary>
    /// <param name="store">
    /// The store. Every group needs keys of its own: a second group over one store gets a <see cref="PrefixStore"/>. The caller's to dispose, after the group.
    /// </param>
    /// <param name="rank">The number of this rank, from 0.</param>
    /// <param name="size">The number of ranks, the same on all of them.</param>
    /// <param name="options">How the group communicates.</param>
    /// <exception cref="ArgumentException">The rank is none of the group's, or the backend is unknown or not part of this build.</exception>
    /// <exception cref="RendezvousException">The ranks did not find together.</exception>
    public static ProcessGroup Create(Store store, int rank, int size, ProcessGroupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new();
        var keys = new PrefixStore("0", store);
        var native = NativeGroup.Gloo(keys, rank, size, options.Timeout, "127.0.0.1");
        return new ProcessGroup(native, rank, size, options);
    }
}
