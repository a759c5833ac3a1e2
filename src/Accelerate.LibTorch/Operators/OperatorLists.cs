using System.Text;

namespace TorchSharp;

/// <summary>
/// Lists and text as arguments and results of operators, for the generated wrappers. The caller pins what the
/// pointers point to until the call has returned; an absent list is not an empty one.
/// </summary>
internal static unsafe class OperatorLists
{
    public static NativeValue Of(long* items, long[]? list) => list is null ? NativeValue.None : NativeValue.FromInt64List(items, list.Length);

    public static NativeValue Of(long* items, ReadOnlySpan<long> list) => NativeValue.FromInt64List(items, list.Length);

    public static NativeValue Of(double* items, double[]? list) => list is null ? NativeValue.None : NativeValue.FromDoubleList(items, list.Length);

    public static NativeValue Of(bool* items, bool[]? list) => list is null ? NativeValue.None : NativeValue.FromBoolList(items, list.Length);

    public static NativeValue Of(byte* items, byte[]? utf8) => utf8 is null ? NativeValue.None : NativeValue.FromString(items, utf8.Length);

    public static NativeValue Of(nint* items, torch.Tensor[] tensors) => NativeValue.FromTensorList(items, tensors.Length);

    /// <summary>Text in the encoding that libtorch expects.</summary>
    public static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    /// <summary>The tensors in an array, so that a lazy sequence runs once and its tensors stay alive.</summary>
    public static torch.Tensor[] Array(IEnumerable<torch.Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors as torch.Tensor[] ?? tensors.ToArray();
    }

    /// <inheritdoc cref="Array(IEnumerable{torch.Tensor})"/>
    public static torch.Tensor[] Array(torch.Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors;
    }

    /// <inheritdoc cref="Array(IEnumerable{torch.Tensor})"/>
    public static torch.Tensor[] Array(ReadOnlySpan<torch.Tensor> tensors) => tensors.ToArray();

    /// <summary>Tensors that own the handles.</summary>
    public static torch.Tensor[] Adopt(nint[] handles) => System.Array.ConvertAll(handles, torch.Tensor.Adopt);

    /// <summary>The items of a pair, or null for none.</summary>
    public static long[]? Items((long, long)? pair) => pair is var (first, second) ? [first, second] : null;

    /// <summary>The numbers from <paramref name="start"/> on.</summary>
    public static long[] Range(long start, long count)
    {
        var items = new long[Math.Max(count, 0)];
        for (var i = 0; i < items.Length; i++)
            items[i] = start + i;
        return items;
    }
}
