namespace Accelerate;

/// <summary>Marks a method that is called after an epoch and its evaluation. It may take the models, the <see cref="Accelerator"/> and the <see cref="EpochResult"/>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnEpochEndAttribute : Attribute;
