using System.Collections.Concurrent;
using System.Collections.Immutable;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Accelerate.Analyzers.Roles;

/// <summary>
/// ACC1001 to ACC1025: what the parser of roles, which the generator uses too, finds wrong with a training class or a type of batch.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RoleAnalyzer : AccelerateAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RoleRules.All;

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var training = types.Get(RoleParser.AttributeName);
        var batch = types.Get(BatchParser.AttributeName);
        if (training is null || batch is null)
            return;
        // Two training classes may inherit the same mistake.
        var reported = new ConcurrentDictionary<(ProblemKind, ISymbol), bool>();
        context.RegisterSymbolAction(
            symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                if (type.HasAttribute(training))
                    Report(symbol, RoleParser.Parse(type, symbol.CancellationToken).Problems, reported);
                if (type.HasAttribute(batch))
                    Report(symbol, BatchParser.Parse(type, symbol.CancellationToken).Problems, reported);
            },
            SymbolKind.NamedType);
    }

    private static void Report(SymbolAnalysisContext context, ImmutableArray<RoleProblem> problems, ConcurrentDictionary<(ProblemKind, ISymbol), bool> reported)
    {
        foreach (var problem in RootProblems.Of(problems))
        {
            if (problem.Kind is not ProblemKind.MissingRole && !reported.TryAdd((problem.Kind, problem.Symbol), true))
                continue;
            object[] arguments = [problem.Symbol.Name, .. problem.Details];
            context.ReportDiagnostic(Diagnostic.Create(RoleRules.Of(problem.Kind), LocationOf(problem, context), RoleProperties.Of(problem), arguments));
        }
    }

    private static Location LocationOf(RoleProblem problem, SymbolAnalysisContext context)
    {
        if (problem.Kind == ProblemKind.UnknownOptimizer && OptimizerArgument.Find(problem.Symbol, context.CancellationToken) is { } argument)
            return argument.Expression.GetLocation();
        return problem.Symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? context.Symbol.Locations[0];
    }
}
