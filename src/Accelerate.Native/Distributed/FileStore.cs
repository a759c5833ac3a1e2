namespace Accelerate.Native;

/// <summary>A store in a file that all ranks can reach, on one machine or on a shared disk.</summary>
public sealed unsafe class FileStore : Store
{
    /// <summary>Opens the file, which is made if it is not there. Every job needs a file of its own: what an earlier one left would be found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="worldSize">How many ranks open it; the last one to let go removes it.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public FileStore(string path, int worldSize)
        : base(New(path, worldSize))
    {
    }

    private FileStore(StoreHandle handle)
        : base(handle)
    {
    }

    /// <inheritdoc/>
    public override Store Reconnect() => new FileStore(Alias());

    private static StoreHandle New(string path, int worldSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(worldSize);
        // libtorch makes the file with the first key, and until then waits for it even where it is only asked.
        File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        nint handle;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_file(path, worldSize, &handle));
        return new StoreHandle(handle);
    }
}
