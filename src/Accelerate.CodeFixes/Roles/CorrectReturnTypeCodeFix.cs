using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1007: declares what a method really returns, if its role returns that; takes the number of a loss back to the loss; and drops a result that nothing takes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CorrectReturnTypeCodeFix : RoleCodeFix
{
    private const string TypeKey = "ACC1007.Type", VoidKey = "ACC1007.Void";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.WrongReturnType];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<MethodDeclarationSyntax>(root, diagnostic) is not { } method
            || !diagnostic.Properties.TryGetValue(RoleProperties.Role, out var name) || !Enum.TryParse<Role>(name, out var role))
            yield break;

        var results = Results(method).ToArray();
        var types = results.Select(result => TypeOf(LossOf(result, role, model, cancellationToken), model, cancellationToken)).ToArray();
        if (results.Length > 0 && types[0] is { } type && types.All(other => SymbolEqualityComparer.Default.Equals(other, type)) && IsReturnedBy(role, type))
        {
            var written = Declarations.NameOf(type, model, method.ReturnType.SpanStart);
            yield return new($"Return '{written}'", TypeKey, editor =>
            {
                editor.ReplaceNode(method.ReturnType, (current, _) => ((TypeSyntax)current).Instead(written));
                foreach (var result in results)
                {
                    var loss = LossOf(result, role, model, cancellationToken);
                    if (loss != result)
                        editor.ReplaceNode(result, loss.WithTriviaFrom(result));
                }
            });
        }
        else if (role is Role.ValidationStep or Role.OnTrainingStart or Role.OnEpochEnd or Role.OnTrainingEnd && method.ExpressionBody is { Expression: InvocationExpressionSyntax or AssignmentExpressionSyntax })
            yield return new("Return nothing", VoidKey, editor => editor.ReplaceNode(method.ReturnType, (current, _) => SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.VoidKeyword)).WithTriviaFrom(current)));
    }

    /// <summary>The expressions that a method returns.</summary>
    private static IEnumerable<ExpressionSyntax> Results(MethodDeclarationSyntax method) => method.ExpressionBody is { } body
        ? [body.Expression]
        : method.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).OfType<ExpressionSyntax>();

    /// <summary>The tensor in <c>loss.item&lt;float&gt;()</c>, which a training step is to return itself.</summary>
    private static ExpressionSyntax LossOf(ExpressionSyntax result, Role role, SemanticModel model, CancellationToken cancellationToken) =>
        role == Role.TrainingStep
        && result is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "item" }, Expression: var loss } }
        && model.GetTypeInfo(loss, cancellationToken).Type is { } type && KnownTypes.IsTensor(type)
            ? loss
            : result;

    private static ITypeSymbol? TypeOf(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(expression, cancellationToken).Type?.WithNullableAnnotation(NullableAnnotation.None);

    private static bool IsReturnedBy(Role role, ITypeSymbol type) => role switch
    {
        Role.Model => KnownTypes.IsModel(type),
        Role.Optimizer => KnownTypes.IsOptimizer(type),
        Role.Scheduler => KnownTypes.IsScheduler(type),
        Role.TrainingData or Role.ValidationData or Role.TestData => KnownTypes.BatchOf(type) is not null,
        Role.TrainingStep or Role.ValidationStep => KnownTypes.IsTensor(type),
        _ => false,
    };
}
