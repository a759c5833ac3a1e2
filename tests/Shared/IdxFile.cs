using System.Buffers.Binary;
using System.IO.Compression;

namespace Accelerate.Testing;

/// <summary>Writes files in the form of Fashion-MNIST's.</summary>
internal static class IdxFile
{
    /// <param name="path">The file, gzipped.</param>
    /// <param name="values">The bytes of all elements.</param>
    /// <param name="sizes">The size of each dimension.</param>
    public static void Write(string path, byte[] values, params int[] sizes)
    {
        using var file = new GZipStream(File.Create(path), CompressionMode.Compress);
        file.Write([0, 0, 8, (byte)sizes.Length]);
        var size = new byte[4];
        foreach (var dimension in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(size, dimension);
            file.Write(size);
        }
        file.Write(values);
    }
}
