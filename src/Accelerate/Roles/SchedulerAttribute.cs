namespace Accelerate;

/// <summary>
/// Marks the method that creates a learning-rate schedule. It takes the optimizer that the schedule belongs to and, if it wants, the
/// <see cref="TrainingLength"/>. The schedule is stepped after each step of its optimizer, so it is stated in optimizer steps.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SchedulerAttribute : Attribute;
