using System.Buffers.Binary;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>A safetensors file, mapped into memory and checked when it is opened.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private readonly FileMapping _mapping;
    private readonly long _dataOffset;

    private SafetensorsFile(string path, FileMapping mapping, long dataOffset, List<SafetensorsEntry> entries)
    {
        Path = path;
        _mapping = mapping;
        _dataOffset = dataOffset;
        Entries = entries;
    }

    public string Path { get; }

    public List<SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a valid safetensors file; the message says why.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        if (file.Length < LengthBytes)
            throw Invalid(path, $"it has {file.Length} bytes, fewer than the {LengthBytes} that give the length of its header");
        var mapping = FileMapping.Open(path);
        try
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(mapping.View(0, LengthBytes));
            if (length > SafetensorsHeader.MaximumLength)
                throw Invalid(path, $"its header is said to have {length} bytes, more than the {SafetensorsHeader.MaximumLength} that the format allows");
            if ((long)length > mapping.Length - LengthBytes)
                throw Invalid(path, $"its header is said to have {length} bytes and the file has {mapping.Length - LengthBytes} left: it is cut off or of another format");
            var dataOffset = LengthBytes + (long)length;
            return new(path, mapping, dataOffset, SafetensorsHeader.Parse(mapping.View(LengthBytes, (int)length), mapping.Length - dataOffset));
        }
        catch (Exception exception)
        {
            mapping.Dispose();
            if (exception is InvalidDataException && !exception.Message.Contains(path, StringComparison.Ordinal))
                throw Invalid(path, exception.Message, exception);
            throw;
        }
    }

    /// <summary>A tensor over the mapped bytes, which are read when it is. Zero-sized tensors have no bytes to map.</summary>
    public Tensor Map(SafetensorsEntry entry) =>
        Tensor.UnsafeCreateTensor(_mapping.CreateTensor(_dataOffset + entry.Begin, entry.Shape, (int)entry.Type));

    public void Dispose() => _mapping.Dispose();

    private static InvalidDataException Invalid(string path, string reason, Exception? inner = null) =>
        new($"'{path}' is not a valid safetensors file: {reason}.", inner);
}
