namespace Accelerate.OperatorGenerator.Model;

/// <summary>One call of an operator.</summary>
/// <param name="Condition">When to make this call; null for otherwise.</param>
/// <param name="Name">The operator's name without <c>aten::</c>.</param>
/// <param name="Overload">Its overload; empty for none.</param>
/// <param name="Arguments">The arguments in schema order.</param>
/// <param name="KeptAlive">The tensors and generators that must outlive the call.</param>
/// <param name="Written">The tensor that the operator writes into and the method returns; null where it makes a new one.</param>
public sealed record OperatorCall(
    string? Condition,
    string Name,
    string Overload,
    EquatableArray<Argument> Arguments,
    EquatableArray<string> KeptAlive,
    string? Written);
