namespace Accelerate;

/// <summary>What a training run came to.</summary>
/// <param name="Epochs">Each epoch that was finished.</param>
/// <param name="Values">The last value of every loss and metric by name, those of the test data included.</param>
/// <param name="SamplesPerSecond">The samples trained on in each second.</param>
/// <param name="IsStopped">Whether it was cancelled before its end.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> Epochs, IReadOnlyDictionary<string, double> Values, double SamplesPerSecond, bool IsStopped);
