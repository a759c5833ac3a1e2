using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1012 and ACC1013: names the optimizer that follows a training step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NameOptimizerCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.StepWithoutOptimizer, RoleRuleIds.UnknownOptimizer];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<MethodDeclarationSyntax>(root, diagnostic) is not { } method
            || model.GetDeclaredSymbol(method, cancellationToken) is not { ContainingType: { } type } symbol
            || RoleMembers.Of(symbol)?.Attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax attribute)
            yield break;
        foreach (var optimizer in RoleMembers.Find(type, cancellationToken).Where(member => member.Role == Role.Optimizer))
        {
            var name = optimizer.Method.Name;
            yield return new($"Follow with '{name}'", $"{diagnostic.Id}.{name}", editor => editor.ReplaceNode(attribute, (current, _) => WithOptimizer((AttributeSyntax)current, name)));
        }
    }

    private static AttributeSyntax WithOptimizer(AttributeSyntax attribute, string name)
    {
        var value = SyntaxFactory.ParseExpression($"nameof({name})");
        var old = attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == nameof(Role.Optimizer));
        return old is null
            ? attribute.WithArgumentList(SyntaxFactory.ParseAttributeArgumentList($"(Optimizer = nameof({name}))"))
            : attribute.ReplaceNode(old.Expression, value.WithTriviaFrom(old.Expression));
    }
}
