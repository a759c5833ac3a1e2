namespace Accelerate;

/// <summary>
/// Marks the method that computes the loss of a batch. It takes models, the batch and, if it wants, the <see cref="Accelerator"/>, <see cref="Metrics"/>
/// and a <see cref="CancellationToken"/>, in any order, and returns the loss: a tensor of one element. The backward pass, clipping and the optimizer's step follow it.
/// Several training steps are run one after another on each batch, in the order they are written.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TrainingStepAttribute : Attribute
{
    /// <summary>
    /// The name of the method that creates the optimizer that follows this step; needed where there are several steps. While the step runs, parameters
    /// that its optimizer does not hold collect no gradient.
    /// </summary>
    public string? Optimizer { get; set; }
}
