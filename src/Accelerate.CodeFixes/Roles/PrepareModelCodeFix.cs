using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1027: passes a model to <c>Prepare</c> in the place of its parameters.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PrepareModelCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.PrepareArgumentWithoutRole];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "parameters" or "named_parameters", Expression: var module },
            } call
            && model.GetTypeInfo(module, cancellationToken).Type is { } type && KnownTypes.IsModel(type))
            yield return new($"Pass '{module}'", "ACC1027.Model", editor => editor.ReplaceNode(call, module.WithTriviaFrom(call)));
    }
}
