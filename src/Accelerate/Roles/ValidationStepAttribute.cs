namespace Accelerate;

/// <summary>
/// Marks the method that measures how good the models are on a batch of validation or test data. It takes the models, the batch and
/// usually <see cref="Metrics"/>; it runs in inference mode with the models in evaluation mode. It returns nothing, or a loss of the batch.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ValidationStepAttribute : Attribute;
