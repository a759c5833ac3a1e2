namespace Accelerate.Launching;

/// <summary>What a worker said that ended it.</summary>
/// <param name="Type">The exception's type, for a .NET program.</param>
/// <param name="Message">The exception's type and message.</param>
/// <param name="Trace">Where it was thrown.</param>
/// <param name="Time">When.</param>
internal sealed record WorkerError(string? Type, string Message, string? Trace, DateTimeOffset? Time)
{
    /// <summary>Whether it only says that another worker is gone or did not come, so that the cause is to be looked for there.</summary>
    public bool IsAboutAnother => Type is "Accelerate.PeerLostException" or "Accelerate.CollectiveTimeoutException" or "Accelerate.RendezvousException";

    /// <summary>Finds an exception that nothing caught among the lines of standard error, where the runtime reports it.</summary>
    public static WorkerError? Find(IReadOnlyList<string> lines)
    {
        const string Start = "Unhandled exception. ";
        if (lines.LastOrDefault(static line => line.StartsWith(Start, StringComparison.Ordinal)) is not { } line)
            return null;
        var message = line[Start.Length..];
        var colon = message.IndexOf(':');
        return new(colon < 0 ? message : message[..colon], message, null, null);
    }
}
