using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>The C interface of <c>shim.h</c>, name for name.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "accelerate_native";

    [LibraryImport(Library)] internal static partial int acc_last_error(byte** message, int* length, nint* exception);
    [LibraryImport(Library)] internal static partial int acc_built_version(int* major, int* minor, int* patch);
    [LibraryImport(Library)] internal static partial int acc_configuration(byte* buffer, int capacity, int* length);
    [LibraryImport(Library)] internal static partial int acc_default_scalar_type(int* scalarType);
    [LibraryImport(Library)] internal static partial int acc_set_default_scalar_type(int scalarType);
    [LibraryImport(Library)] internal static partial void acc_free(void* memory);

    [LibraryImport(Library)] internal static partial void acc_tensor_free(nint tensor);
    [LibraryImport(Library)] internal static partial void acc_tensor_free_many(nint* tensors, int count);
    [LibraryImport(Library)] internal static partial int acc_tensor_alias(nint tensor, nint* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_describe(nint tensor, TensorDescription* info);
    [LibraryImport(Library)] internal static partial int acc_tensor_data_pointer(nint tensor, nint* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_identity(nint tensor, nint* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_storage(nint tensor, nint* key, long* bytes);
    [LibraryImport(Library)] internal static partial int acc_tensor_owned_bytes(nint tensor, long* bytes);
    [LibraryImport(Library)]
    internal static partial int acc_tensor_from_blob(void* data, long* sizes, int dimensions, int scalarType,
        delegate* unmanaged[Cdecl]<nint, void> release, nint context, nint* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_set_data(nint tensor, nint source);
    [LibraryImport(Library)] internal static partial int acc_tensor_requires_grad(nint tensor, int* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int acc_tensor_grad(nint tensor, nint* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)] internal static partial int acc_tensor_is_leaf(nint tensor, int* result);
    [LibraryImport(Library)] internal static partial int acc_tensor_retain_grad(nint tensor);

    [LibraryImport(Library)] internal static partial int acc_operator_exists(byte* name, byte* overload, int* result);
    [LibraryImport(Library)] internal static partial int acc_operator_find(byte* name, byte* overload, nint* result);
    [LibraryImport(Library)] internal static partial int acc_operator_schema(nint op, byte* buffer, int capacity, int* length);
    [LibraryImport(Library)] internal static partial int acc_operator_counts(nint op, int* arguments, int* results);
    [LibraryImport(Library)]
    internal static partial int acc_operator_call(nint op, NativeValue* arguments, int argumentCount, NativeValue* results, int resultCount);

    [LibraryImport(Library)]
    internal static partial int acc_backward(nint* tensors, int count, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int acc_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount,
        int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Library)]
    internal static partial int acc_hook_register(nint tensor, delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> hook, nint context, nint* result);
    [LibraryImport(Library)]
    internal static partial int acc_hook_register_accumulated(nint tensor, delegate* unmanaged[Cdecl]<nint, nint> hook, nint context, nint* result);
    [LibraryImport(Library)] internal static partial int acc_hook_remove(nint hook);
    [LibraryImport(Library)]
    internal static partial int acc_function_apply(byte* name, nint* inputs, int inputCount, nint* outputs, int outputCount,
        int* differentiable, int* dirty, nint* saved, int savedCount, int materialize,
        delegate* unmanaged[Cdecl]<nint, nint*, int, nint*, int, nint*, int, nint> backward, nint context);
    [LibraryImport(Library)] internal static partial int acc_grad_mode(int* enabled);
    [LibraryImport(Library)] internal static partial int acc_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial int acc_inference_mode(int* enabled);
    [LibraryImport(Library)] internal static partial int acc_inference_mode_enter(int enabled, nint* guard);
    [LibraryImport(Library)] internal static partial int acc_inference_mode_exit(nint guard);
    [LibraryImport(Library)] internal static partial int acc_anomaly_mode(int* enabled, int* checkNaN);
    [LibraryImport(Library)] internal static partial int acc_set_anomaly_mode(int enabled, int checkNaN);

    [LibraryImport(Library)] internal static partial int acc_autocast_state(int deviceType, int* enabled, int* scalarType);
    [LibraryImport(Library)] internal static partial int acc_autocast_enter(int deviceType, int enabled, int scalarType);
    [LibraryImport(Library)] internal static partial int acc_autocast_leave(int deviceType, int enabled, int scalarType);

    [LibraryImport(Library)] internal static partial int acc_threads(int* intraOp, int* interOp);
    [LibraryImport(Library)] internal static partial int acc_set_threads(int intraOp);
    [LibraryImport(Library)] internal static partial int acc_set_inter_op_threads(int interOp);
    [LibraryImport(Library)] internal static partial int acc_limit_current_thread(int threads);
    [LibraryImport(Library)] internal static partial int acc_manual_seed(ulong seed);
    [LibraryImport(Library)] internal static partial int acc_generator_new(int deviceType, int deviceIndex, ulong seed, nint* result);
    [LibraryImport(Library)] internal static partial int acc_generator_default(int deviceType, int deviceIndex, nint* result);
    [LibraryImport(Library)] internal static partial void acc_generator_free(nint generator);
    [LibraryImport(Library)] internal static partial int acc_generator_seed(nint generator, ulong* result);
    [LibraryImport(Library)] internal static partial int acc_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial int acc_generator_reseed(nint generator, ulong* result);
    [LibraryImport(Library)] internal static partial int acc_generator_state(nint generator, nint* result);
    [LibraryImport(Library)] internal static partial int acc_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] internal static partial int acc_generator_device(nint generator, int* deviceType, int* deviceIndex);
    [LibraryImport(Library)] internal static partial int acc_device_count(int deviceType, int* result);
    [LibraryImport(Library)] internal static partial int acc_device_current(int deviceType, int* index);
    [LibraryImport(Library)] internal static partial int acc_device_set_current(int deviceType, int index);
    [LibraryImport(Library)] internal static partial int acc_device_synchronize(int deviceType, int index);

    [LibraryImport(Library)] internal static partial int acc_mapping_open(byte* path, nint* result, byte** address, long* length);
    [LibraryImport(Library)] internal static partial int acc_mapping_tensor(nint mapping, long offset, long* sizes, int dimensions, int scalarType, nint* result);
    [LibraryImport(Library)] internal static partial void acc_mapping_close(nint mapping);
}
