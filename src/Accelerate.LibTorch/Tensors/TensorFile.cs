using Accelerate.Native;

namespace TorchSharp;

/// <summary>
/// TorchSharp's file format of a tensor: data type, number of dimensions and sizes, each as a variable-length integer of
/// seven bits a byte (LEB128), then the elements, little-endian and in the order of their indices.
/// </summary>
internal static unsafe class TensorFile
{
    private const int BufferSize = 1 << 20;

    internal static void Write(BinaryWriter writer, torch.Tensor tensor)
    {
        var sizes = tensor.shape;
        writer.Write7BitEncodedInt64((int)tensor.dtype);
        writer.Write7BitEncodedInt64(sizes.Length);
        foreach (var size in sizes) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        tensor.WriteBytesToStream(writer.BaseStream, BufferSize);
    }

    /// <summary>Reads a tensor; or, if <paramref name="skip"/>, goes past it and returns null.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a tensor.</exception>
    internal static torch.Tensor? Read(BinaryReader reader, bool skip)
    {
        var (type, sizes) = ReadHeader(reader);
        if (!skip) return ReadElements(reader.BaseStream, type, sizes, BufferSize);
        Skip(reader.BaseStream, ByteCount(type, sizes));
        return null;
    }

    /// <summary>Reads a tensor into another of the same type and shape; or, if <paramref name="skip"/>, goes past it.</summary>
    /// <exception cref="ArgumentException">Type or shape differ; the tensor is as before.</exception>
    internal static void ReadInto(torch.Tensor tensor, BinaryReader reader, bool skip)
    {
        var (type, sizes) = ReadHeader(reader);
        if (skip)
        {
            Skip(reader.BaseStream, ByteCount(type, sizes));
            return;
        }

        if (type != tensor.dtype || !sizes.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException(
                $"The file holds a tensor of {type} and shape [{string.Join(", ", sizes)}], but the one to load it into is of {tensor.dtype} and shape [{string.Join(", ", tensor.shape)}].");
        }

        tensor.ReadBytesFromStream(reader.BaseStream, BufferSize);
    }

    /// <summary>A new tensor on the CPU with elements from a stream.</summary>
    internal static torch.Tensor ReadElements(Stream stream, torch.ScalarType type, long[] sizes, int bufferSize)
    {
        // A length that the rest of the stream cannot have is refused before memory is asked for.
        var left = ByteCount(type, sizes);
        if (stream.CanSeek && left > stream.Length - stream.Position) throw TooShort(left, stream.Length - stream.Position);
        var handle = TensorFactory.Empty(sizes, type);
        try
        {
            var next = left == 0 ? null : (byte*)NativeTensor.DataPointer(handle);
            while (left > 0)
            {
                var read = stream.Read(new Span<byte>(next, (int)Math.Min(left, bufferSize)));
                if (read == 0) throw TooShort(left, 0);
                next += read;
                left -= read;
            }

            return torch.Tensor.Adopt(handle);
        }
        catch
        {
            NativeTensor.Free(handle);
            throw;
        }
    }

    private static (torch.ScalarType Type, long[] Sizes) ReadHeader(BinaryReader reader)
    {
        var type = reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined((torch.ScalarType)type))
            throw new InvalidDataException($"This is not a tensor in TorchSharp's format: there is no data type {type}.");
        var dimensions = reader.Read7BitEncodedInt64();
        if (dimensions is < 0 or > 64)
            throw new InvalidDataException($"This is not a tensor in TorchSharp's format: it cannot have {dimensions} dimensions.");
        var sizes = new long[dimensions];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = reader.Read7BitEncodedInt64();
        return ((torch.ScalarType)type, sizes);
    }

    private static long ByteCount(torch.ScalarType type, long[] sizes)
    {
        try
        {
            var count = (long)type.ByteSize();
            foreach (var size in sizes)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(size);
                count = checked(count * size);
            }

            return count;
        }
        catch (Exception error) when (error is OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"This is not a tensor in TorchSharp's format: it cannot have the shape [{string.Join(", ", sizes)}].");
        }
    }

    private static void Skip(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            if (count > stream.Length - stream.Position) throw TooShort(count, stream.Length - stream.Position);
            stream.Seek(count, SeekOrigin.Current);
            return;
        }

        var buffer = new byte[Math.Min(count, BufferSize)];
        while (count > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
            if (read == 0) throw TooShort(count, 0);
            count -= read;
        }
    }

    private static EndOfStreamException TooShort(long wanted, long found) =>
        new($"The data ends too early: {wanted} more bytes are needed, {found} are left.");
}
