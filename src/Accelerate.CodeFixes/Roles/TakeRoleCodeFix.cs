using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1010: lets an optimizer take a model. ACC1015: lets a scheduler take an optimizer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class TakeRoleCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.OptimizerWithoutModel, RoleRuleIds.SchedulerWithoutOptimizer];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<MethodDeclarationSyntax>(root, diagnostic) is not { } method || model.GetDeclaredSymbol(method, cancellationToken) is not { ContainingType: { } type })
            yield break;
        var role = diagnostic.Id == RoleRuleIds.OptimizerWithoutModel ? Role.Model : Role.Optimizer;
        foreach (var member in RoleMembers.Find(type, cancellationToken).Where(member => member.Role == role))
        {
            var name = RoleNames.Variable(member.Method.Name);
            if (method.DescendantTokens().Any(token => token.ValueText == name))
                continue;
            var parameter = $"{Declarations.NameOf(member.Method.ReturnType, model, method.ParameterList.SpanStart)} {name}";
            yield return new($"Take '{parameter}'", $"{diagnostic.Id}.{name}", editor => editor.ReplaceNode(method, (current, _) => ((MethodDeclarationSyntax)current).WithFirstParameter(parameter)));
        }
    }
}
