using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// What can be asked of, and done to, a tensor handle (<c>at::Tensor*</c>) besides calling operators. A handle that a
/// method returns is new and owned by the caller, who frees it or gives it to a <c>Tensor</c>.
/// </summary>
public static unsafe class NativeTensor
{
    /// <summary>Frees a handle; the tensor itself lives as long as another handle or libtorch refers to it. Zero is ignored.</summary>
    public static void Free(nint handle) => NativeMethods.acc_tensor_free(handle);

    /// <summary>Frees several handles in one call; zeros are ignored.</summary>
    public static void Free(ReadOnlySpan<nint> handles)
    {
        fixed (nint* first = handles)
            NativeMethods.acc_tensor_free_many(first, handles.Length);
    }

    /// <summary>Another handle of the same tensor.</summary>
    public static nint Alias(nint handle)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_alias(handle, &result));
        return result;
    }

    /// <summary>Shape, strides, data type and device.</summary>
    public static TensorDescription Describe(nint handle)
    {
        TensorDescription description;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_describe(handle, &description));
        return description;
    }

    /// <summary>The address of the first element, on the tensor's device.</summary>
    /// <exception cref="TorchException">The tensor has no storage (meta, sparse).</exception>
    public static nint DataPointer(nint handle)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_data_pointer(handle, &result));
        return result;
    }

    /// <summary>The number of bytes that the elements take.</summary>
    public static long ByteCount(nint handle)
    {
        var description = Describe(handle);
        return description.ElementCount * description.ItemSize;
    }

    /// <summary>A number that all handles of one tensor share and no other tensor has (the address of its <c>TensorImpl</c>).</summary>
    public static nint Identity(nint handle)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_identity(handle, &result));
        return result;
    }

    /// <summary>A number that all tensors over one storage share (its address); zero where there is none.</summary>
    public static nint StorageKey(nint handle)
    {
        nint key;
        long bytes;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_storage(handle, &key, &bytes));
        return key;
    }

    /// <summary>The size of the tensor's storage in bytes, which may be more than its elements take.</summary>
    public static long StorageByteCount(nint handle)
    {
        nint key;
        long bytes;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_storage(handle, &key, &bytes));
        return bytes;
    }

    /// <summary>The bytes that freeing this handle would give back: those of the storage if nothing else refers to it, otherwise zero.</summary>
    public static long OwnedByteCount(nint handle)
    {
        long bytes;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_owned_bytes(handle, &bytes));
        return bytes;
    }

    /// <summary>
    /// A tensor over memory that is not libtorch's, contiguous and on the CPU. <paramref name="release"/> runs once,
    /// on any thread, when the last tensor over the memory is gone.
    /// </summary>
    public static nint FromBlob(void* data, ReadOnlySpan<long> sizes, int scalarType, Action? release = null)
    {
        var context = release is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(release));
        nint result;
        int status;
        fixed (long* first = sizes)
            status = NativeMethods.acc_tensor_from_blob(data, first, sizes.Length, scalarType, release is null ? null : &RunRelease, context, &result);
        if (status != 0 && context != 0)
            GCHandle.FromIntPtr(context).Free();
        NativeError.ThrowIfFailed(status);
        return result;
    }

    /// <summary>
    /// Lets <paramref name="target"/> stand for the data of <paramref name="source"/>: same tensor object, other data, type and
    /// device. Everything that holds the tensor (a module, an optimizer, a tied layer) sees the change.
    /// </summary>
    public static void SetData(nint target, nint source) => NativeError.ThrowIfFailed(NativeMethods.acc_tensor_set_data(target, source));

    /// <summary>Whether autograd records operations on the tensor.</summary>
    public static bool RequiresGrad(nint handle)
    {
        int result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_requires_grad(handle, &result));
        return result != 0;
    }

    /// <summary>Sets whether autograd records operations on the tensor.</summary>
    /// <exception cref="TorchException">The tensor is not a leaf, or its type has no gradients.</exception>
    public static void SetRequiresGrad(nint handle, bool value) => NativeError.ThrowIfFailed(NativeMethods.acc_tensor_set_requires_grad(handle, value ? 1 : 0));

    /// <summary>A new handle of the gradient; zero if there is none.</summary>
    public static nint Grad(nint handle)
    {
        nint result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_grad(handle, &result));
        return result;
    }

    /// <summary>Sets the gradient; zero removes it.</summary>
    public static void SetGrad(nint handle, nint gradient) => NativeError.ThrowIfFailed(NativeMethods.acc_tensor_set_grad(handle, gradient));

    /// <summary>Whether the tensor is a leaf of the autograd graph.</summary>
    public static bool IsLeaf(nint handle)
    {
        int result;
        NativeError.ThrowIfFailed(NativeMethods.acc_tensor_is_leaf(handle, &result));
        return result != 0;
    }

    /// <summary>Makes backward keep the gradient of a tensor that is not a leaf.</summary>
    public static void RetainGrad(nint handle) => NativeError.ThrowIfFailed(NativeMethods.acc_tensor_retain_grad(handle));

    /// <summary>The handles of a list that an operator returned; they and the list become the caller's.</summary>
    public static nint[] TakeList(NativeValue value)
    {
        if (value.Kind != NativeValueKind.TensorList)
            throw new ArgumentException($"The operator returned a {value.Kind}, not a list of tensors.", nameof(value));
        var handles = new ReadOnlySpan<nint>((void*)value.Pointer, value.Length).ToArray();
        NativeMethods.acc_free((void*)value.Pointer);
        return handles;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void RunRelease(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        var release = (Action)handle.Target!;
        handle.Free();
        try
        {
            release();
        }
        catch (Exception)
        {
            // libtorch is freeing memory, perhaps on a thread of its own: there is no caller to tell.
        }
    }
}
