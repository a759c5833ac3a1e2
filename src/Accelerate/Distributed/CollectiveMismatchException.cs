namespace Accelerate;

/// <summary>In debug mode: the ranks called different collectives, or the same one with tensors that do not fit together.</summary>
public sealed class CollectiveMismatchException : CollectiveException
{
    internal CollectiveMismatchException(string message, Collective collective, IReadOnlyList<int> ranks, Exception? innerException = null)
        : base(message, collective.Name, collective.Site, collective.Number, ranks, innerException)
    {
    }
}
