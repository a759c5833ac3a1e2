using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>A store of the shim; freed when no call uses it.</summary>
internal sealed class StoreHandle : SafeHandle
{
    internal StoreHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.acc_store_free(handle);
        return true;
    }
}
