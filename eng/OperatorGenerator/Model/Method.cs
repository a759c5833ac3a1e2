namespace Accelerate.OperatorGenerator.Model;

/// <summary>One method and the operators it calls.</summary>
/// <param name="Signature">Everything before the arrow, modifiers included.</param>
/// <param name="Result">What the method returns.</param>
/// <param name="Calls">The calls to choose from: all but the last have a condition, and the first that holds wins.</param>
/// <param name="RequiresGradient">Whether a <c>requires_grad</c> parameter is applied to the result.</param>
/// <param name="RefusesNames">Whether a <c>names</c> parameter is there only to be refused.</param>
public sealed record Method(string Signature, ResultShape Result, EquatableArray<OperatorCall> Calls, bool RequiresGradient, bool RefusesNames);
