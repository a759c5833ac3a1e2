namespace Accelerate;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Values">Mean losses and metrics by name, such as <c>training loss</c> and <c>validation accuracy</c>, in the order they are reported in.</param>
public sealed record EpochResult(int Epoch, IReadOnlyDictionary<string, double> Values);
