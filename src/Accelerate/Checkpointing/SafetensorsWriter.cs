using System.Buffers.Binary;
using System.Text.Json;
using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Writes safetensors files in the layout of the format's own library: large elements first, then by name, so that all are aligned.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int ChunkBytes = 1 << 26;

    /// <summary>Writes a new file and waits until the disk has it.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var ordered = tensors.OrderByDescending(pair => pair.Value.ElementSize).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        var header = Header(ordered);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        file.Write(length);
        file.Write(header);
        foreach (var (_, tensor) in ordered)
            WriteData(file, tensor);
        file.Flush(flushToDisk: true);
    }

    public static long ByteCount(Tensor tensor) => tensor.numel() * tensor.ElementSize;

    private static byte[] Header(KeyValuePair<string, Tensor>[] tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsType.NameOf(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += ByteCount(tensor));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static unsafe void WriteData(FileStream file, Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = ByteCount(tensor);
        if (bytes == 0)
            return;
        var dense = tensor.detach().to(torch.CPU).contiguous();
        var data = (byte*)NativeTensor.DataPointer(dense.Handle);
        for (var written = 0L; written < bytes; written += ChunkBytes)
            file.Write(new ReadOnlySpan<byte>(data + written, (int)Math.Min(ChunkBytes, bytes - written)));
        GC.KeepAlive(dense);
    }
}
