namespace Accelerate;

/// <summary>Marks the method that creates the training data: a <c>DataLoader</c>, or any sequence of batches that can be enumerated once an epoch.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TrainingDataAttribute : Attribute;
