namespace Accelerate;

/// <summary>The first of the ranks that a <see cref="Launcher"/> started has failed, and the others were ended.</summary>
public sealed class RankFailedException : Exception
{
    internal RankFailedException(int rank, string message, Exception? innerException = null, int? exitCode = null)
        : base(message, innerException)
    {
        Rank = rank;
        ExitCode = exitCode;
    }

    /// <summary>The rank that failed first.</summary>
    public int Rank { get; }

    /// <summary>The exit code of its process, 128 and the number of the signal where one ended it; null for a thread, whose exception is the inner one.</summary>
    public int? ExitCode { get; }
}
