using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>A model or optimizer that a parameter may take.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">The name that a parameter finds it by.</param>
/// <param name="Variable">Its variable in the emitted code.</param>
/// <param name="Type">Its type.</param>
internal sealed record Candidate(ArgumentKind Kind, string Name, string Variable, ITypeSymbol Type);
