using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Accelerate.Analyzers.Tests.Suppressors;

/// <summary>Stands for the analyzer of IDE0051, which a program outside the SDK cannot load: reports every private member.</summary>
#pragma warning disable RS1001, RS1036, RS2008 // used by tests only
internal sealed class UnusedMemberAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new("IDE0051", "Unused", "'{0}' is unused", "Style", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is { DeclaredAccessibility: Accessibility.Private, IsImplicitlyDeclared: false, CanBeReferencedByName: true } member)
                    symbol.ReportDiagnostic(Diagnostic.Create(Rule, member.Locations[0], member.Name));
            },
            SymbolKind.Method, SymbolKind.Property, SymbolKind.Field);
    }
}
