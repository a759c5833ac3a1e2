using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Tensors as bytes, and back.</summary>
internal static class TensorBytes
{
    /// <summary>The values of tensors one after another.</summary>
    public static byte[] Of(IReadOnlyList<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var bytes = new MemoryStream();
        foreach (var tensor in tensors)
            bytes.Write(tensor.detach().cpu().contiguous().bytes);
        return bytes.ToArray();
    }

    /// <summary>A tensor on the CPU with some values.</summary>
    public static Tensor ToTensor(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape, ScalarType type)
    {
        var tensor = empty(shape, type, CPU);
        bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
