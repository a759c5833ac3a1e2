namespace Accelerate;

/// <summary>Marks a method that is called before the first step. It may take the models and the <see cref="Accelerator"/>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnTrainingStartAttribute : Attribute;
