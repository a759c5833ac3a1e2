using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1026: marks the class that has roles <c>[AcceleratedTraining]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkTrainingCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.RoleOutsideTraining];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<TypeDeclarationSyntax>(root, diagnostic) is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword }
            && Declarations.At<TypeDeclarationSyntax>(root, diagnostic) is { } type)
            yield return new($"Mark '{type.Identifier.ValueText}' [AcceleratedTraining]", "ACC1026.Mark", editor => editor.ReplaceNode(type, (current, _) => Marked((TypeDeclarationSyntax)current)));
    }

    private static TypeDeclarationSyntax Marked(TypeDeclarationSyntax type)
    {
        // Of several members with roles in one class the first has marked it already.
        if (type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "AcceleratedTraining"))
            return type;
        var trivia = type.GetLeadingTrivia();
        var indentation = trivia.Count > 0 && trivia.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(trivia.Last()) : default;
        var list = ((TypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration("[AcceleratedTraining]\nclass Type;")!).AttributeLists[0].WithLeadingTrivia(trivia);
        var rest = (TypeDeclarationSyntax)type.WithLeadingTrivia(indentation);
        return (TypeDeclarationSyntax)rest.WithAttributeLists(rest.AttributeLists.Insert(0, list));
    }
}
