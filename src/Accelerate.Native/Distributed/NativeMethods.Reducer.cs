using System.Runtime.InteropServices;

namespace Accelerate.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)] internal static partial int acc_reducer_queue_new(GroupHandle group, delegate* unmanaged[Cdecl]<nint, nint> poll, nint context, nint* result);
    [LibraryImport(Library)] internal static partial void acc_reducer_queue_free(nint queue);
    [LibraryImport(Library)] internal static partial int acc_reducer_queue_set_joining(nint queue, int joining);
    [LibraryImport(Library)] internal static partial int acc_reducer_queue_join(nint queue, int* source);
    [LibraryImport(Library)] internal static partial int acc_reducer_queue_broadcast(nint queue, nint* tensors, int count, int source);
    [LibraryImport(Library)] internal static partial int acc_reducer_queue_average(nint queue, nint* tensors, int count);
    [LibraryImport(Library)]
    internal static partial int acc_reducer_new(nint queue, nint* parameters, int count, nint* buffers, int bufferCount, ReducerSettings* settings, nint* result);
    [LibraryImport(Library)] internal static partial void acc_reducer_free(nint reducer);
    [LibraryImport(Library)] internal static partial int acc_reducer_set_synchronizing(nint reducer, int synchronizing);
    [LibraryImport(Library)] internal static partial int acc_reducer_trigger(nint reducer);
    [LibraryImport(Library)] internal static partial int acc_reducer_refresh(nint reducer);
    [LibraryImport(Library)] internal static partial int acc_reducer_broadcast_buffers(nint reducer);
    [LibraryImport(Library)] internal static partial int acc_reducer_bucket_count(nint reducer, int* count);
    [LibraryImport(Library)] internal static partial int acc_reducer_bucket(nint reducer, int bucket, nint* gradients, int* parameters, int capacity, int* count);

    [StructLayout(LayoutKind.Sequential)]
    internal struct ReducerSettings
    {
        internal long FirstBucketBytes;
        internal long BucketBytes;
        internal nint Hook;
        internal nint Context;
        internal int WireType;
    }
}
