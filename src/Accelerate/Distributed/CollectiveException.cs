namespace Accelerate;

/// <summary>
/// A collective failed, and with it its process group: every later call fails with this exception's type and the first cause as
/// <see cref="Exception.InnerException"/>. What remains is to end the process, or to leave the group and join a new one.
/// </summary>
public class CollectiveException : Exception
{
    /// <summary>A failure of one collective.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="collective">What the collective is called, as in <c>all-reduce</c>.</param>
    /// <param name="callSite">Where the program called it.</param>
    /// <param name="sequenceNumber">How manieth collective of the group it is, from 1; 0 for what is not counted.</param>
    /// <param name="ranks">The ranks that are concerned: lost, late or diverging. Several where it cannot be said which.</param>
    /// <param name="innerException">The cause.</param>
    public CollectiveException(string message, string collective, CallSite callSite, long sequenceNumber, IReadOnlyList<int> ranks, Exception? innerException = null)
        : base(message, innerException)
    {
        Collective = collective;
        CallSite = callSite;
        SequenceNumber = sequenceNumber;
        Ranks = ranks;
    }

    /// <summary>What the collective is called, as in <c>all-reduce</c>.</summary>
    public string Collective { get; }

    /// <summary>Where the program called it.</summary>
    public CallSite CallSite { get; }

    /// <summary>How manieth collective of the group it is, from 1; 0 for what is not counted. Sends and receives are counted apart.</summary>
    public long SequenceNumber { get; }

    /// <summary>The ranks that are concerned: lost, late or diverging. Several where it cannot be said which.</summary>
    public IReadOnlyList<int> Ranks { get; }
}
