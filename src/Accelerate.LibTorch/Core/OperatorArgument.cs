using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Makes operator arguments of what the TorchSharp API passes.</summary>
internal static unsafe class OperatorArgument
{
    internal static NativeValue Of(Tensor? tensor) => tensor is null ? NativeValue.None : NativeValue.FromTensor(tensor.Handle);

    internal static NativeValue Of(Scalar? scalar) => scalar?.Value ?? NativeValue.None;

    internal static NativeValue Of(long value) => NativeValue.FromInt64(value);

    internal static NativeValue Of(long? value) => value is { } number ? NativeValue.FromInt64(number) : NativeValue.None;

    internal static NativeValue Of(int value) => NativeValue.FromInt64(value);

    internal static NativeValue Of(int? value) => value is { } number ? NativeValue.FromInt64(number) : NativeValue.None;

    internal static NativeValue Of(double value) => NativeValue.FromDouble(value);

    internal static NativeValue Of(double? value) => value is { } number ? NativeValue.FromDouble(number) : NativeValue.None;

    internal static NativeValue Of(float value) => NativeValue.FromDouble(value);

    internal static NativeValue Of(float? value) => value is { } number ? NativeValue.FromDouble(number) : NativeValue.None;

    internal static NativeValue Of(bool value) => NativeValue.FromBool(value);

    internal static NativeValue Of(bool? value) => value is { } flag ? NativeValue.FromBool(flag) : NativeValue.None;

    internal static NativeValue Of(ScalarType type) => NativeValue.FromInt64((long)type);

    internal static NativeValue Of(ScalarType? type) => type is { } known ? NativeValue.FromInt64((long)known) : NativeValue.None;

    internal static NativeValue Of(Device? device) => device is null ? NativeValue.None : NativeValue.FromDevice((int)device.type, device.index);

    internal static NativeValue Of(Generator? generator) => generator is null ? NativeValue.None : NativeValue.FromGenerator(generator.Handle);

    /// <summary>The handles of tensors, zero for an absent one. The tensors must be kept alive until the call returns.</summary>
    internal static nint[] HandlesOf(IEnumerable<Tensor?>? tensors)
    {
        if (tensors is null)
            return [];
        if (tensors is IReadOnlyList<Tensor?> list)
        {
            var handles = new nint[list.Count];
            for (var i = 0; i < handles.Length; i++)
                handles[i] = list[i]?.Handle ?? 0;
            return handles;
        }
        return [.. tensors.Select(tensor => tensor?.Handle ?? 0)];
    }
}
