using Accelerate.Roles;
using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Roles;

/// <summary>Chooses the problems to report: one mistake is one diagnostic, and what the compiler reports already is none.</summary>
internal static class RootProblems
{
    public static IEnumerable<RoleProblem> Of(IReadOnlyCollection<RoleProblem> problems)
    {
        // Where a role is missing, repeated or of the wrong type, whatever takes it finds nothing either.
        var isIncomplete = problems.Any(problem => problem.Kind is ProblemKind.MissingRole or ProblemKind.WrongReturnType or ProblemKind.SeveralRoles);
        var blamed = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var problem in problems)
        {
            if (IsUnresolved(problem.Symbol) || isIncomplete && IsConsequence(problem.Kind))
                continue;
            if (problem.Symbol is INamedTypeSymbol || blamed.Add(problem.Symbol))
                yield return problem;
        }
    }

    private static bool IsConsequence(ProblemKind kind) =>
        kind is ProblemKind.UnknownParameter or ProblemKind.OptimizerWithoutModel or ProblemKind.SchedulerWithoutOptimizer or ProblemKind.OptimizerWithoutStep
            or ProblemKind.DataWithoutValidationStep or ProblemKind.ValidationStepWithoutData;

    private static bool IsUnresolved(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.ReturnType.TypeKind == TypeKind.Error,
        IParameterSymbol parameter => parameter.Type.TypeKind == TypeKind.Error,
        IPropertySymbol property => property.Type.TypeKind == TypeKind.Error,
        _ => false,
    };
}
