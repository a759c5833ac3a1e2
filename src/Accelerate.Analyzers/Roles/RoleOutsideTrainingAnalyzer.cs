using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Accelerate.Analyzers.Roles;

/// <summary>ACC1026: a member has a role in a type that is no training program and that none inherits from.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RoleOutsideTrainingAnalyzer : AccelerateAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        RoleRuleIds.RoleOutsideTraining,
        "A role stands outside a training class",
        "'{0}' has the role [{1}], but '{2}' is not marked [AcceleratedTraining], so nothing calls it. Mark the class, or remove the role.",
        RuleCategories.Roles,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only a class marked [AcceleratedTraining] gets a training loop that uses the members with roles, its own and those it inherits.",
        RulePages.AddressOf(RoleRuleIds.RoleOutsideTraining));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (RoleAttributes.Find(context.Compilation) is not { } roles)
            return;
        var bases = new Lazy<HashSet<ISymbol>>(() => BasesOfTrainingClasses(context.Compilation, roles));
        context.RegisterSymbolAction(symbol => AnalyzeMember(symbol, roles, bases), SymbolKind.Method, SymbolKind.Property);
    }

    private static void AnalyzeMember(SymbolAnalysisContext context, RoleAttributes roles, Lazy<HashSet<ISymbol>> bases)
    {
        var member = context.Symbol;
        // An abstract class is there to be inherited from, perhaps by a training class in another assembly.
        if (roles.RoleOf(member) is not { AttributeClass: { } role } || member.ContainingType is not { IsAbstract: false } type || roles.IsTraining(type))
            return;
        if (!type.IsSealed && !type.IsStatic && bases.Value.Contains(type.OriginalDefinition))
            return;
        context.ReportDiagnostic(Diagnostic.Create(Rule, member.Locations[0], member.Name, role.Name.Substring(0, role.Name.Length - "Attribute".Length), type.Name));
    }

    private static HashSet<ISymbol> BasesOfTrainingClasses(Compilation compilation, RoleAttributes roles)
    {
        var bases = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<INamespaceOrTypeSymbol>([compilation.Assembly.GlobalNamespace]);
        while (open.Count > 0)
        {
            var container = open.Pop();
            if (container is INamedTypeSymbol type && roles.IsTraining(type))
            {
                for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
                    bases.Add(ancestor.OriginalDefinition);
            }
            foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
                open.Push(member);
        }
        return bases;
    }
}
