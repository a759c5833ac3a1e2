namespace Accelerate;

/// <summary>A rank ended, hangs or cannot be reached any more while others waited for it in a collective.</summary>
public sealed class PeerLostException : CollectiveException
{
    internal PeerLostException(string message, Collective collective, IReadOnlyList<int> ranks, Exception? innerException = null)
        : base(message, collective.Name, collective.Site, collective.Number, ranks, innerException)
    {
    }
}
