namespace Accelerate.Launching;

/// <summary>Takes what a worker writes to one of its streams to where it goes, byte for byte, in whole lines where they get a prefix.</summary>
internal sealed class OutputPump
{
    private const int LongestLine = 1 << 16;
    private readonly Stream _source;
    private readonly OutputStream? _shown, _file;
    private readonly byte[] _prefix;
    private readonly OutputTail? _tail;

    /// <param name="source">What the worker writes.</param>
    /// <param name="shown">Where it is shown; null hides it.</param>
    /// <param name="prefix">What each line is shown with; empty shows the bytes as they come.</param>
    /// <param name="file">Where it is kept, without prefix; null keeps nothing.</param>
    /// <param name="tail">Remembers the last lines.</param>
    public OutputPump(Stream source, OutputStream? shown, byte[] prefix, OutputStream? file, OutputTail? tail)
    {
        (_source, _shown, _prefix, _file, _tail) = (source, shown, prefix, file, tail);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Completes when the worker, and whoever it shares the stream with, has closed it.</summary>
    public Task Completion { get; }

    private async Task RunAsync()
    {
        var buffer = new byte[LongestLine];
        var length = 0;
        while (true)
        {
            int read;
            try
            {
                read = await _source.ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                read = 0;
            }
            if (read == 0)
                break;
            var end = length + read;
            _file?.Write([], buffer.AsSpan(length, read));
            if (_prefix.Length == 0)
                _shown?.Write([], buffer.AsSpan(length, read));
            var start = 0;
            for (var line = buffer.AsSpan(length, read).IndexOf((byte)'\n'); line >= 0; line = buffer.AsSpan(start, end - start).IndexOf((byte)'\n'))
            {
                line += start == 0 ? length + 1 : start + 1;
                TakeLine(buffer.AsSpan(start, line - start));
                start = line;
                length = 0;
            }
            length = end - start;
            buffer.AsSpan(start, length).CopyTo(buffer);
            if (length == buffer.Length)
                length = TakeUnfinished(buffer.AsSpan(0, length));
        }
        if (length > 0)
            TakeUnfinished(buffer.AsSpan(0, length));
    }

    private int TakeUnfinished(ReadOnlySpan<byte> text)
    {
        TakeLine([.. text, (byte)'\n']);
        return 0;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (_prefix.Length > 0)
            _shown?.Write(_prefix, line);
        _tail?.Add(line);
    }
}
