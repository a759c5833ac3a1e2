using System.Globalization;

namespace Accelerate.Launching;

/// <summary>Opens the files of <c>--log-dir</c>: <c>attempt_0/1/stdout.log</c> and <c>stderr.log</c> for rank 1.</summary>
internal sealed class LogFiles(string? directory, int attempt, Action<string> say)
{
    private bool _reported;

    public OutputStream? Open(int rank, string name)
    {
        if (directory is null)
            return null;
        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"attempt_{attempt}"), rank.ToString(CultureInfo.InvariantCulture), name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // A link, to a pipe or a device, is written to as it is.
            return new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), reason => Report(path, reason));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report(path, error.Message);
            return null;
        }
    }

    private void Report(string path, string reason)
    {
        if (Interlocked.Exchange(ref _reported, true))
            return;
        say($"The log '{path}' cannot be written: {reason} Training goes on, and what the processes write is still shown here as far as it was to be.");
    }
}
