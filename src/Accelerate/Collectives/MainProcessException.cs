namespace Accelerate;

/// <summary>The main process could not write what all processes wait for; it says why itself.</summary>
internal sealed class MainProcessException(string message) : IOException(message);
