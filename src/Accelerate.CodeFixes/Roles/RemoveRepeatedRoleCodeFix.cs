using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1004: takes a role that another method has already off a method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveRepeatedRoleCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.RepeatedRole];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<MethodDeclarationSyntax>(root, diagnostic) is not { } method || !diagnostic.Properties.TryGetValue(RoleProperties.Role, out var role))
            yield break;
        var attribute = method.AttributeLists.SelectMany(list => list.Attributes)
            .FirstOrDefault(attribute => model.GetTypeInfo(attribute, cancellationToken).Type?.Name == $"{role}Attribute");
        if (attribute is not null)
            yield return new($"Remove [{role}]", "ACC1004.Remove", editor => editor.RemoveNode(attribute));
    }
}
