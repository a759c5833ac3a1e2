namespace Accelerate.Launching;

/// <summary>A launch that cannot begin; the message says why and what to do.</summary>
internal sealed class LaunchException(string message) : InvalidOperationException(message);
