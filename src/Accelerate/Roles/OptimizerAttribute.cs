namespace Accelerate;

/// <summary>Marks the method that creates an optimizer. It takes the models whose parameters the optimizer holds and returns the optimizer.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OptimizerAttribute : Attribute;
