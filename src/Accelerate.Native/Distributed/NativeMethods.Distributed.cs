using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int acc_store_tcp(string host, int port, int isServer, int worldSize, int waitForWorkers, long timeout, nint* result, int* boundPort);
    [LibraryImport(Library)] internal static partial int acc_store_hash(nint* result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_file(string path, int worldSize, nint* result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_prefix(string prefix, StoreHandle store, nint* result);
    [LibraryImport(Library)] internal static partial int acc_store_alias(StoreHandle store, nint* result);
    [LibraryImport(Library)] internal static partial void acc_store_free(nint store);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_set(StoreHandle store, string key, byte* value, long length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_get(StoreHandle store, string key, byte** value, long* length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int acc_store_compare_set(StoreHandle store, string key, byte* expected, long expectedLength, byte* desired, long desiredLength, byte** value, long* length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_add(StoreHandle store, string key, long amount, long* result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_check(StoreHandle store, string[] keys, int count, int* result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_wait(StoreHandle store, string[] keys, int count, long timeout);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int acc_store_delete(StoreHandle store, string key, int* result);
    [LibraryImport(Library)] internal static partial int acc_store_count(StoreHandle store, long* result);
    [LibraryImport(Library)] internal static partial int acc_store_timeout(StoreHandle store, long* milliseconds);
    [LibraryImport(Library)] internal static partial int acc_store_set_timeout(StoreHandle store, long milliseconds);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int acc_group_gloo(StoreHandle store, int rank, int size, long timeout, string address, string interfaces, nint* result);
    [LibraryImport(Library)] internal static partial int acc_nccl_available(int* result);
    [LibraryImport(Library)] internal static partial int acc_group_nccl(StoreHandle store, int rank, int size, long timeout, nint* result);
    [LibraryImport(Library)] internal static partial void acc_group_free(nint group);
    [LibraryImport(Library)] internal static partial int acc_group_agree_on_sequence(GroupHandle group);
    [LibraryImport(Library)] internal static partial int acc_group_interrupt(GroupHandle group);
    [LibraryImport(Library)] internal static partial int acc_group_mark_collectives(GroupHandle group);
    [LibraryImport(Library)] internal static partial int acc_group_all_reduce(GroupHandle group, nint tensor, int reduction, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_broadcast(GroupHandle group, nint tensor, int source, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_all_gather(GroupHandle group, nint tensor, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_gather(GroupHandle group, nint tensor, int destination, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_scatter(GroupHandle group, nint output, nint input, int source, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_reduce_scatter(GroupHandle group, nint tensor, int reduction, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_all_to_all(GroupHandle group, nint tensor, long* inputRows, long* outputRows, int count, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_send(GroupHandle group, nint tensor, int destination, int tag, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_receive(GroupHandle group, nint tensor, int source, int tag, nint* result);
    [LibraryImport(Library)] internal static partial int acc_group_barrier(GroupHandle group, nint* result);
    [LibraryImport(Library)] internal static partial int acc_work_completed(WorkHandle work, int* result);
    [LibraryImport(Library)] internal static partial int acc_work_wait(WorkHandle work, long limit, int* completed);
    [LibraryImport(Library)] internal static partial int acc_work_on_completed(WorkHandle work, delegate* unmanaged[Cdecl]<nint, void> callback, nint context);
    [LibraryImport(Library)] internal static partial int acc_work_result(WorkHandle work, nint* result);
    [LibraryImport(Library)] internal static partial void acc_work_free(nint work);
}
