using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1001: declares a type <c>partial</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartialCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.NotPartial];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<TypeDeclarationSyntax>(root, diagnostic) is { } type)
            yield return new($"Make '{type.Identifier.ValueText}' partial", "ACC1001.Partial", editor => editor.ReplaceNode(type, (current, _) => ((TypeDeclarationSyntax)current).WithModifier(SyntaxKind.PartialKeyword)));
    }
}
