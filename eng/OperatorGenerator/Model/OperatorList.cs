namespace Accelerate.OperatorGenerator.Model;

/// <summary>One <c>*.operators</c> file.</summary>
/// <param name="Bindings">What its well-formed lines bind.</param>
/// <param name="Errors">Its malformed lines.</param>
public sealed record OperatorList(ListBindings Bindings, EquatableArray<ListError> Errors);
