using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1024: makes a class that is a batch a record.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeRecordCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.BatchNotCopyable];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        // A record inherits from records only, and its parts must all be records.
        if (Declarations.At<ClassDeclarationSyntax>(root, diagnostic) is not { } declaration
            || declaration.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.StaticKeyword) || modifier.IsKind(SyntaxKind.AbstractKeyword) || modifier.IsKind(SyntaxKind.FileKeyword))
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not { BaseType.SpecialType: SpecialType.System_Object, DeclaringSyntaxReferences.Length: 1 })
            yield break;
        yield return new($"Make '{declaration.Identifier.ValueText}' a record", "ACC1024.Record", editor => editor.ReplaceNode(declaration, (current, _) => AsRecord((ClassDeclarationSyntax)current)));
    }

    private static RecordDeclarationSyntax AsRecord(ClassDeclarationSyntax type) => SyntaxFactory.RecordDeclaration(
        SyntaxKind.RecordDeclaration, type.AttributeLists, type.Modifiers, SyntaxFactory.Token(type.Keyword.LeadingTrivia, SyntaxKind.RecordKeyword, type.Keyword.TrailingTrivia), default,
        type.Identifier, type.TypeParameterList, type.ParameterList, type.BaseList, type.ConstraintClauses, type.OpenBraceToken, type.Members, type.CloseBraceToken, type.SemicolonToken);
}
