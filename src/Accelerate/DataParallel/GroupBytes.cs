using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Bytes that one rank gives to all.</summary>
internal static class GroupBytes
{
    /// <summary>The bytes of the source on every rank.</summary>
    public static byte[] Broadcast(byte[] bytes, int source, ProcessGroup group)
    {
        using var scope = NewDisposeScope();
        var length = tensor(new[] { (long)bytes.Length }).to(group.DataDevice);
        group.Broadcast(length, source);
        var count = length.item<long>();
        if (count == 0)
            return [];
        var content = (group.Rank == source ? tensor(bytes) : zeros(count, dtype: ScalarType.Byte)).to(group.DataDevice);
        group.Broadcast(content, source);
        return [.. content.cpu().data<byte>()];
    }
}
