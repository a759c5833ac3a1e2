namespace Accelerate;

/// <summary>The ranks did not find together: one is missing or there twice, they disagree on their number, or the store cannot be served or reached.</summary>
public sealed class RendezvousException(string message, Exception? innerException = null) : Exception(message, innerException);
