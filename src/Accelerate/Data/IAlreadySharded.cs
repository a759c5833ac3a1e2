namespace Accelerate;

/// <summary>
/// Marks a sampler, a dataset or a sequence of batches that yields only what is meant for the process that it is in. A prepared loader takes all of it
/// then, instead of sharing it out among the processes a second time.
/// </summary>
public interface IAlreadySharded;
