namespace Accelerate;

/// <summary>Marks the method that creates the validation data, on which the method marked <see cref="ValidationStepAttribute"/> is run after every epoch.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ValidationDataAttribute : Attribute;
