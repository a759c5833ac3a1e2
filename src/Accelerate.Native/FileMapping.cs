namespace Accelerate.Native;

/// <summary>
/// A file mapped into memory, copy on write: reading costs no copy, writing changes memory and never the file. Tensors
/// made over it keep it mapped after it is disposed.
/// </summary>
public sealed unsafe class FileMapping : IDisposable
{
    private readonly byte* _address;
    private nint _handle;

    private FileMapping(nint handle, byte* address, long length)
    {
        _handle = handle;
        _address = address;
        Length = length;
    }

    /// <summary>Lets go of a mapping that nobody disposed.</summary>
    ~FileMapping() => Dispose();

    /// <summary>The size of the file in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TorchException">The system refused to map it; the message has its reason.</exception>
    public static FileMapping Open(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        nint handle;
        byte* address;
        long length;
        fixed (byte* text = NativeText.ToUtf8(path))
            NativeError.ThrowIfFailed(NativeMethods.acc_mapping_open(text, &handle, &address, &length));
        return new FileMapping(handle, address, length);
    }

    /// <summary>The bytes from <paramref name="offset"/> on; valid until the mapping is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public ReadOnlySpan<byte> View(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        CheckRange(offset, count);
        return new ReadOnlySpan<byte>(_address + offset, count);
    }

    /// <summary>A contiguous CPU tensor over the bytes from <paramref name="offset"/> on, as a handle that the caller owns.</summary>
    /// <param name="offset">Where the first element is; a multiple of the element's size makes for fast access.</param>
    /// <param name="sizes">The shape.</param>
    /// <param name="scalarType">The number of libtorch's data type.</param>
    /// <exception cref="TorchException">The tensor would reach past the end of the file.</exception>
    public nint CreateTensor(long offset, ReadOnlySpan<long> sizes, int scalarType)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        nint result;
        fixed (long* first = sizes)
            NativeError.ThrowIfFailed(NativeMethods.acc_mapping_tensor(_handle, offset, first, sizes.Length, scalarType, &result));
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Lets go of the file; it stays mapped while tensors over it live.</summary>
    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            NativeMethods.acc_mapping_close(handle);
        GC.SuppressFinalize(this);
    }

    private void CheckRange(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw new ArgumentOutOfRangeException(nameof(offset), $"Bytes {offset} to {offset + count} are not inside the file's {Length}.");
    }
}
