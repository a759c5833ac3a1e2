using System.Text;

namespace Accelerate.Native;

/// <summary>Reads text of unknown length from the shim.</summary>
internal static unsafe class NativeText
{
    /// <summary>A function of the shim that fills a buffer and says how long the whole text is.</summary>
    internal delegate int Reader(byte* buffer, int capacity, int* length);

    internal static string Read(Reader reader)
    {
        int length;
        NativeError.ThrowIfFailed(reader(null, 0, &length));
        var buffer = new byte[length];
        fixed (byte* first = buffer)
            NativeError.ThrowIfFailed(reader(first, length, &length));
        return Encoding.UTF8.GetString(buffer);
    }

    internal static byte[] ToUtf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
