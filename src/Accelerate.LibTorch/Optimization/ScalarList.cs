using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Optimization;

/// <summary>One number per parameter in pinned memory, refilled at every step.</summary>
internal sealed unsafe class ScalarList
{
    private double[] _items = GC.AllocateUninitializedArray<double>(16, pinned: true);

    public int Count { get; private set; }

    public NativeValue Value =>
        NativeValue.FromDoubleList((double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_items)), Count);

    public void Add(double value)
    {
        if (Count == _items.Length)
        {
            var larger = GC.AllocateUninitializedArray<double>(2 * Count, pinned: true);
            _items.CopyTo(larger.AsSpan());
            _items = larger;
        }
        _items[Count++] = value;
    }

    public void Clear() => Count = 0;
}
