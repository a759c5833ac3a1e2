namespace Accelerate;

/// <summary>Not all ranks took part in a collective within the group's time-out (<see cref="ProcessGroup.Timeout"/>).</summary>
public sealed class CollectiveTimeoutException : CollectiveException
{
    internal CollectiveTimeoutException(string message, Collective collective, IReadOnlyList<int> ranks, Exception? innerException = null)
        : base(message, collective.Name, collective.Site, collective.Number, ranks, innerException)
    {
    }
}
