namespace Accelerate.Launching;

/// <summary>
/// A place for output that several workers write lines to. What it cannot take, because a disk is full or nobody reads any longer, is dropped
/// and reported once: training is worth more than its log.
/// </summary>
internal sealed class OutputStream(Stream stream, Action<string>? reportFailure) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _failed;

    public void Write(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            if (_failed)
                return;
            try
            {
                stream.Write(prefix);
                stream.Write(text);
                stream.Flush();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                _failed = true;
                reportFailure?.Invoke(error.Message);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                stream.Dispose();
            }
            catch (IOException)
            {
                // Whatever could not be written has been reported.
            }
            _failed = true;
        }
    }
}
