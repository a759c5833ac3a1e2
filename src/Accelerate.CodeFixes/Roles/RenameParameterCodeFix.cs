using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1009: gives a parameter the name of one of the roles that fit it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RenameParameterCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.AmbiguousParameter];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<ParameterSyntax>(root, diagnostic) is not { Parent.Parent: MethodDeclarationSyntax method } parameter
            || !diagnostic.Properties.TryGetValue(RoleProperties.Names, out var names)
            || model.GetDeclaredSymbol(parameter, cancellationToken) is not { } symbol)
            yield break;
        var taken = new HashSet<string>(method.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        foreach (var name in names!.Split([", "], StringSplitOptions.None).Where(name => !taken.Contains(name)))
        {
            var uses = method.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == parameter.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellationToken).Symbol, symbol))
                .ToArray();
            var written = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : $"@{name}";
            yield return new($"Take '{name}'", $"ACC1009.{name}", editor =>
            {
                foreach (var use in uses)
                    editor.ReplaceNode(use, (current, _) => ((IdentifierNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(written).WithTriviaFrom(use.Identifier)));
                editor.ReplaceNode(parameter, (current, _) => ((ParameterSyntax)current).WithIdentifier(SyntaxFactory.Identifier(written).WithTriviaFrom(parameter.Identifier)));
            });
        }
    }
}
