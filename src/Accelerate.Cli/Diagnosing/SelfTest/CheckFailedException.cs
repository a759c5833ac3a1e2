namespace Accelerate.Cli.Diagnosing;

/// <summary>A check found something wrong; the message says what was expected and what was found.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
