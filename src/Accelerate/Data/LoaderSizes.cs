namespace Accelerate;

/// <summary>How much a loader yields; null stands for what is not known beforehand.</summary>
/// <param name="Count">The number of batches that this process gets in a pass.</param>
/// <param name="BatchSize">The number of samples in a batch of this process.</param>
/// <param name="TotalBatchSize">The number of samples that all processes together read in a step.</param>
/// <param name="SampleCount">The number of samples in the dataset.</param>
internal readonly record struct LoaderSizes(long? Count, int? BatchSize, int? TotalBatchSize, long? SampleCount);
