using System.Buffers.Binary;
using System.Text;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What a rank is about to do, in as many bytes on every rank, so that ranks that do different things can still compare.</summary>
internal sealed record Agreement(long Number, string Name, int Parameter, int ScalarType, string Shape, CallSite Site)
{
    /// <summary>The size of an agreement on the wire.</summary>
    internal const int Length = 512;
    private const int NameLength = 40, ShapeLength = 160, FileLength = 240;
    private const int NameStart = 20, ShapeStart = NameStart + NameLength, FileStart = ShapeStart + ShapeLength;

    internal static Agreement Of(Collective collective)
    {
        var (type, shape) = (-1, "");
        if (collective.Subject is { IsInvalid: false } tensor)
        {
            var sizes = tensor.shape.Select((size, dimension) => dimension == 0 && collective.RowsMayDiffer ? "any" : $"{size}");
            (type, shape) = ((int)tensor.dtype, $"[{string.Join(", ", sizes)}]");
        }
        return new(collective.Number, collective.Name, collective.Parameter, type, shape, collective.Site);
    }

    internal byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    private void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Parameter);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], ScalarType);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Site.Line);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], Number);
        Write(bytes.Slice(NameStart, NameLength), Name);
        Write(bytes.Slice(ShapeStart, ShapeLength), Shape);
        Write(bytes.Slice(FileStart, FileLength), Site.File);
    }

    internal static Agreement Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
        Text(bytes.Slice(NameStart, NameLength)),
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        Text(bytes.Slice(ShapeStart, ShapeLength)),
        new(Text(bytes.Slice(FileStart, FileLength)), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..])));

    /// <summary>Compares what ranks are about to do, or wait in; null for a rank that is elsewhere.</summary>
    /// <returns>The diverging ranks and all of what was found; null if nobody diverges.</returns>
    internal static (int[] Ranks, string Message)? Divergence(IReadOnlyList<Agreement?> all)
    {
        // What most ranks do is right; of two kinds as frequent, what the lowest rank does.
        var kinds = new List<List<int>>();
        for (var rank = 0; rank < all.Count; rank++)
        {
            if (all[rank] is not { } one)
                continue;
            if (kinds.Find(kind => all[kind[0]]!.FitsWith(one)) is { } known)
                known.Add(rank);
            else
                kinds.Add([rank]);
        }
        if (kinds.Count < 2)
            return null;
        var expected = kinds.MaxBy(kind => kind.Count)!;
        int[] diverging = [.. kinds.Where(kind => kind != expected).SelectMany(kind => kind).Order()];
        var who = string.Concat(Enumerable.Range(0, all.Count).Where(rank => all[rank] is not null).Select(rank => $"\n  rank {rank}: {all[rank]}"));
        return (diverging, $"The ranks do not call the same collective #{all[expected[0]]!.Number}: {Rendezvous.Ranks(diverging)} diverge{(diverging.Length == 1 ? "s" : "")} from {Rendezvous.Ranks(expected)}. "
            + $"All ranks have to call the same ones in the same order, with tensors of the same shape and type.{who}");
    }

    /// <summary>Whether both ranks do the same, wherever they do it from.</summary>
    internal bool FitsWith(Agreement other) => this with { Site = other.Site } == other;

    public override string ToString()
    {
        var how = Name switch
        {
            "all-reduce" or "reduce-scatter" => $" ({(ReduceOp)Parameter})",
            "broadcast" or "scatter" => $" from rank {Parameter}",
            "gather" => $" to rank {Parameter}",
            _ => "",
        };
        return $"{Name}{how}{(ScalarType < 0 ? "" : $" of {(ScalarType)ScalarType}{Shape}")}{Site.Mention}";
    }

    // The end of a text that is too long: a path's end tells most.
    private static void Write(Span<byte> room, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        room.Clear();
        (bytes.Length > room.Length ? bytes[^room.Length..] : bytes).CopyTo(room);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.IndexOf((byte)0) is var end and >= 0 ? bytes[..end] : bytes);
}
