namespace Accelerate;

/// <summary>What one process adds to a mean over all.</summary>
/// <param name="Name">The name of the mean.</param>
/// <param name="Sum">The sum of its values.</param>
/// <param name="Count">The number of its values.</param>
internal sealed record MeanShare(string Name, double Sum, long Count);
