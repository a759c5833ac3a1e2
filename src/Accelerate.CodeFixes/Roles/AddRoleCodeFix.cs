using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1003, ACC1016 and ACC1017: adds the method that a training class lacks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddRoleCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [RoleRuleIds.MissingRole, RoleRuleIds.DataWithoutValidationStep, RoleRuleIds.ValidationStepWithoutData];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<TypeDeclarationSyntax>(root, diagnostic) is not { } declaration
            || RoleOf(diagnostic) is not { } role
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not { } type
            || !type.GetMembers(NewMembers.NameOf(role)).IsEmpty)
            yield break;
        var position = declaration.Members.Count > 0 ? declaration.Members[0].SpanStart : declaration.Identifier.SpanStart;
        if (new NewMembers(model, position, type, cancellationToken).Write(role) is not { } text)
            yield break;
        var endOfLine = Trivia.EndOfLineOf(declaration).ToString();
        var member = SyntaxFactory.ParseMemberDeclaration(text.Replace("\n", endOfLine))!.WithAdditionalAnnotations(Formatter.Annotation);
        yield return new($"Add the [{role}] method '{NewMembers.NameOf(role)}'", $"{diagnostic.Id}.{role}", editor => editor.ReplaceNode(declaration, (current, generator) => generator.AddMembers(current, Apart(member, (TypeDeclarationSyntax)current, endOfLine))));
    }

    /// <summary>The member after an empty line, unless it is the first.</summary>
    private static MemberDeclarationSyntax Apart(MemberDeclarationSyntax member, TypeDeclarationSyntax type, string endOfLine) =>
        type.Members.Count == 0 ? member : member.WithLeadingTrivia(SyntaxFactory.EndOfLine(endOfLine));

    private static Role? RoleOf(Diagnostic diagnostic) => diagnostic.Id switch
    {
        RoleRuleIds.DataWithoutValidationStep => Role.ValidationStep,
        RoleRuleIds.ValidationStepWithoutData => Role.ValidationData,
        _ => diagnostic.Properties.TryGetValue(RoleProperties.Role, out var name) && Enum.TryParse<Role>(name, out var role) ? role : null,
    };
}
