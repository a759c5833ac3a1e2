using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
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
        if (Declarations.At<TypeDeclarationSyntax>(root, diagnostic) is not { } type
            || type is not (ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword })
            || model.Compilation.GetTypeByMetadataName(RoleParser.AttributeName) is not { } attribute)
            yield break;
        var written = Declarations.NameOf(attribute, model, type.SpanStart);
        var name = written.Substring(0, written.Length - "Attribute".Length);
        var endOfLine = Trivia.EndOfLineOf(type).ToString();
        yield return new($"Mark '{type.Identifier.ValueText}' [AcceleratedTraining]", "ACC1026.Mark", editor => editor.ReplaceNode(type, (current, _) => Marked((TypeDeclarationSyntax)current, name, endOfLine)));
    }

    private static TypeDeclarationSyntax Marked(TypeDeclarationSyntax type, string name, string endOfLine)
    {
        // Of several members with roles in one class the first has marked it already.
        if (type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == name))
            return type;
        var trivia = type.GetLeadingTrivia();
        var indentation = trivia.Count > 0 && trivia.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(trivia.Last()) : default;
        var list = ((TypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{name}]{endOfLine}class Type;")!).AttributeLists[0].WithLeadingTrivia(trivia);
        var rest = (TypeDeclarationSyntax)type.WithLeadingTrivia(indentation);
        return (TypeDeclarationSyntax)rest.WithAttributeLists(rest.AttributeLists.Insert(0, list));
    }
}
