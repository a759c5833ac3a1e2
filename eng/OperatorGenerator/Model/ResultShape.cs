namespace Accelerate.OperatorGenerator.Model;

/// <summary>What a method returns, as far as it matters for taking it over from libtorch.</summary>
/// <param name="Kind">The kind of result.</param>
/// <param name="Count">The number of tensors of a tuple, else 1; 0 for none.</param>
/// <param name="Type">The C# type as written.</param>
public sealed record ResultShape(ResultKind Kind, int Count, string Type);
