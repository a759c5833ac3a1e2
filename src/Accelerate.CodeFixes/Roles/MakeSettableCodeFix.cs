using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1019 and ACC1025: gives an automatic property an <c>init</c> accessor.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeSettableCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.HyperparameterNotSettable, RoleRuleIds.BatchMemberNotSettable];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<PropertyDeclarationSyntax>(root, diagnostic) is not { } property)
            yield break;
        var key = $"{diagnostic.Id}.Init";
        var title = $"Let '{property.Identifier.ValueText}' be initialized";
        var isStatic = property.Modifiers.Any(SyntaxKind.StaticKeyword);
        if (!isStatic && property.AccessorList is { Accessors.Count: 1 } accessors && accessors.Accessors[0] is { RawKind: (int)SyntaxKind.GetAccessorDeclaration, Body: null, ExpressionBody: null })
            yield return new(title, key, editor => editor.ReplaceNode(accessors, (current, _) => WithInit((AccessorListSyntax)current)));
        else if (!isStatic && property is { ExpressionBody: { Expression: LiteralExpressionSyntax } body, AccessorList: null })
            yield return new(title, key, editor => editor.ReplaceNode(property, (current, _) => WithInitializer((PropertyDeclarationSyntax)current)));
    }

    private static AccessorListSyntax WithInit(AccessorListSyntax accessors)
    {
        var get = accessors.Accessors[0];
        var init = SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration, default, default, SyntaxFactory.Token(default, SyntaxKind.InitKeyword, default), null, null,
            SyntaxFactory.Token(default, SyntaxKind.SemicolonToken, get.SemicolonToken.TrailingTrivia));
        return accessors.WithAccessors([get.WithSemicolonToken(SyntaxFactory.Token(default, SyntaxKind.SemicolonToken, [SyntaxFactory.Space])), init]);
    }

    /// <summary><c>=> 8</c> becomes <c>{ get; init; } = 8</c>.</summary>
    private static PropertyDeclarationSyntax WithInitializer(PropertyDeclarationSyntax property)
    {
        var settable = (PropertyDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration("int Value { get; init; } = 0;")!;
        var initializer = settable.Initializer!.WithValue(property.ExpressionBody!.Expression);
        return property.WithExpressionBody(null).WithAccessorList(settable.AccessorList).WithInitializer(initializer);
    }
}
