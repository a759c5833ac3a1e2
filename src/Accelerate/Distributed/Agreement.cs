using System.Buffers.Binary;
using System.Text;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What a rank is about to do, in as many bytes on every rank, so that ranks that do different things can still compare.</summary>
internal sealed record Agreement(string Name, int Parameter, int ScalarType, string Shape, CallSite Site)
{
    /// <summary>The size of an agreement on the wire.</summary>
    internal const int Length = 512;
    private const int NameLength = 32, ShapeLength = 160, FileLength = 240;

    internal static Agreement Of(Collective collective, Tensor? tensor, int parameter, bool rowsMayDiffer)
    {
        if (tensor is null)
            return new(collective.Name, parameter, -1, "", collective.Site);
        var shape = tensor.shape.Select((size, dimension) => dimension == 0 && rowsMayDiffer ? "any" : $"{size}");
        return new(collective.Name, parameter, (int)tensor.dtype, $"[{string.Join(", ", shape)}]", collective.Site);
    }

    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Parameter);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], ScalarType);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Site.Line);
        Write(bytes.Slice(12, NameLength), Name);
        Write(bytes.Slice(12 + NameLength, ShapeLength), Shape);
        Write(bytes.Slice(12 + NameLength + ShapeLength, FileLength), Site.File);
    }

    internal static Agreement Read(ReadOnlySpan<byte> bytes) => new(
        Text(bytes.Slice(12, NameLength)),
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        Text(bytes.Slice(12 + NameLength, ShapeLength)),
        new(Text(bytes.Slice(12 + NameLength + ShapeLength, FileLength)), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..])));

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
        return $"{Name}{how}{(ScalarType < 0 ? "" : $" of {(ScalarType)ScalarType}{Shape}")} at {Site}";
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
