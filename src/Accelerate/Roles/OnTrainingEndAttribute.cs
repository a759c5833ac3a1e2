namespace Accelerate;

/// <summary>Marks a method that is called after the last step, before the models are saved. It may take the models, the <see cref="Accelerator"/> and the <see cref="TrainingResult"/>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnTrainingEndAttribute : Attribute;
