using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Optimization;

/// <summary>
/// Tensor handles in pinned memory, refilled at every step and passed to <c>_foreach_</c> operators without a copy.
/// An owning list frees its handles when it is cleared; the others borrow them.
/// </summary>
internal sealed unsafe class HandleList(bool owning)
{
    private nint[] _items = GC.AllocateUninitializedArray<nint>(16, pinned: true);

    public int Count { get; private set; }

    public nint this[int index] => _items[index];

    public NativeValue Value =>
        NativeValue.FromTensorList((nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_items)), Count);

    public void Add(nint handle)
    {
        EnsureCapacity(Count + 1);
        _items[Count++] = handle;
    }

    /// <summary>Replaces the contents.</summary>
    public void Set(ReadOnlySpan<nint> handles)
    {
        Clear();
        EnsureCapacity(handles.Length);
        handles.CopyTo(_items);
        Count = handles.Length;
    }

    public void Clear()
    {
        if (owning && Count > 0)
            NativeTensor.Free(_items.AsSpan(0, Count));
        Count = 0;
    }

    private void EnsureCapacity(int capacity)
    {
        if (capacity <= _items.Length)
            return;
        var larger = GC.AllocateUninitializedArray<nint>(Math.Max(capacity, 2 * _items.Length), pinned: true);
        _items.AsSpan(0, Count).CopyTo(larger);
        _items = larger;
    }
}
