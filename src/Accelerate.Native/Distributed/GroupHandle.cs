using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>A process group of the shim; one with work that has not ended is left to the process's end.</summary>
internal sealed class GroupHandle : SafeHandle
{
    internal GroupHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.acc_group_free(handle);
        return true;
    }
}
