namespace Accelerate.OperatorGenerator.Model;

/// <summary>One argument of an operator call.</summary>
/// <param name="Kind">How it is handed over.</param>
/// <param name="Expression">The C# expression; empty for <c>null</c> and <c>default</c>.</param>
/// <param name="Local">The name from which names of locals are made; a parameter's own where the expression is just that.</param>
/// <param name="IsParameter">Whether the expression is the parameter <paramref name="Local"/>.</param>
public sealed record Argument(ArgumentKind Kind, string Expression, string Local, bool IsParameter);
