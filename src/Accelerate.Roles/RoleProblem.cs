using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>One thing that is wrong with the roles of a type.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Symbol">The member, parameter or type at fault.</param>
/// <param name="Details">What the kind says about it.</param>
internal sealed record RoleProblem(ProblemKind Kind, ISymbol Symbol, EquatableArray<string> Details);
