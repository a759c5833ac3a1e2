namespace Accelerate;

/// <summary>A batch as its source gives it.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="IsLast">Whether it is the last one; null when that is not known without reading on.</param>
/// <param name="Rows">The number of its samples; null where it is not known.</param>
/// <param name="ValidRows">How many of them, from the first on, are samples in their turn: the others fill the batch up. Null where <paramref name="Rows"/> is, unless it is 0, and all count.</param>
internal readonly record struct ReadBatch<TBatch>(TBatch Batch, bool? IsLast, long? Rows, long? ValidRows);
