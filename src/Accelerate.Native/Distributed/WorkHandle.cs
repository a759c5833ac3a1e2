using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>The work of a collective; freeing it leaves the collective under way.</summary>
internal sealed class WorkHandle : SafeHandle
{
    internal WorkHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.acc_work_free(handle);
        return true;
    }
}
