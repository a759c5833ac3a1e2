using System.Collections.Immutable;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Accelerate.Analyzers.Suppressors;

/// <summary>Silences what the compiler and .NET's own analyzers say about members because they do not know that the training loop uses them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RoleSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_static = new(
        "ACCS0001", "CA1822", "The training loop calls static and instance methods alike, and a method with a role is an instance method as soon as it reads a hyperparameter.");

    private static readonly SuppressionDescriptor s_concreteType = new(
        "ACCS0002", "CA1859", "The declared type of a method with a role is what the parameters of other roles ask for, so it is not to be narrowed for speed.");

    private static readonly SuppressionDescriptor s_unused = new(
        "ACCS0003", "IDE0051", "The generated training loop uses members with a role; while a mistake keeps it from being generated, they only look unused.");

    private static readonly SuppressionDescriptor s_uninitialized = new(
        "ACCS0004", "CS8618", "The training loop calls the method that sets the member before any that could read it.");

    private static readonly SuppressionDescriptor s_uninstantiated = new(
        "ACCS0005", "CA1812", "The generated RunAsync creates the class; while a mistake keeps it from being generated, the class only looks unused.");

    /// <summary>The roles that every training run calls before its first step.</summary>
    private static readonly string[] s_first = ["Model", "Optimizer", "Scheduler", "TrainingData", "OnTrainingStart"];

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_static, s_concreteType, s_unused, s_uninitialized, s_uninstantiated];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (RoleAttributes.Find(context.Compilation) is not { } roles)
            return;
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var symbol = context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken);
            // A suggestion about a parameter or a local is one about its method.
            var member = symbol is IParameterSymbol or ILocalSymbol ? symbol.ContainingSymbol : symbol;
            if (member is null || SupportedSuppressions.FirstOrDefault(supported => supported.SuppressedDiagnosticId == diagnostic.Id) is not { } suppression)
                continue;
            var isMistaken = suppression == s_uninitialized ? IsSetByRole(member, roles, context.CancellationToken)
                : suppression == s_uninstantiated ? member is INamedTypeSymbol type && roles.IsTraining(type)
                : roles.RoleOf(member) is not null;
            if (isMistaken)
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
        }
    }

    private static bool IsSetByRole(ISymbol member, RoleAttributes roles, CancellationToken cancellationToken) =>
        member.ContainingType is { } type
        && roles.IsTraining(type)
        && type.GetMembers().OfType<IMethodSymbol>()
            .Where(method => roles.RoleOf(method)?.AttributeClass is { } role && s_first.Any(first => role.Name == $"{first}Attribute"))
            .SelectMany(method => method.DeclaringSyntaxReferences)
            .Any(reference => reference.GetSyntax(cancellationToken) is MethodDeclarationSyntax method && Sets(method, member.Name));

    /// <summary>Whether a method sets a member whatever happens: in a statement of its own, not of a condition or a loop.</summary>
    private static bool Sets(MethodDeclarationSyntax method, string member)
    {
        IEnumerable<ExpressionSyntax> expressions = method.ExpressionBody is { } body
            ? [body.Expression]
            : method.Body?.Statements.Select(statement => statement switch
            {
                ExpressionStatementSyntax plain => plain.Expression,
                ReturnStatementSyntax { Expression: { } returned } => returned,
                _ => null,
            }).OfType<ExpressionSyntax>() ?? [];
        return expressions.Any(expression => expression is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment && Names(assignment.Left).Contains(member));
    }

    private static IEnumerable<string> Names(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => [name.Identifier.ValueText],
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => [member.Name.Identifier.ValueText],
        TupleExpressionSyntax tuple => tuple.Arguments.SelectMany(argument => Names(argument.Expression)),
        _ => [],
    };
}
