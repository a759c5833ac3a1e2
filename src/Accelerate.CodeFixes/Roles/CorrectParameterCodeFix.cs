using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers.Roles;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1008: lets a parameter take the batch or the model that the method does not take yet, or removes it where it is not used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CorrectParameterCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.UnknownParameter];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (Declarations.At<ParameterSyntax>(root, diagnostic) is not { Type: { } written, Parent.Parent: MethodDeclarationSyntax method } parameter
            || model.GetDeclaredSymbol(parameter, cancellationToken) is not { } symbol
            || model.GetDeclaredSymbol(method, cancellationToken) is not { ContainingType: { } type } declared)
            yield break;

        foreach (var choice in Missing(declared, RoleMembers.Find(type, cancellationToken)))
        {
            var name = Declarations.NameOf(choice, model, written.SpanStart);
            yield return new($"Change the type to '{name}'", "ACC1008.Type", editor => editor.ReplaceNode(written, (current, _) => ((TypeSyntax)current).Instead(name)));
        }
        var isUsed = method.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(use => use.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellationToken).Symbol, symbol));
        if (!isUsed)
            yield return new($"Remove '{symbol.Name}'", "ACC1008.Remove", editor => editor.RemoveNode(parameter, SyntaxRemoveOptions.KeepNoTrivia));
    }

    /// <summary>What the method is given by its role and takes by no parameter, where that can only be one thing.</summary>
    private static IEnumerable<ITypeSymbol> Missing(IMethodSymbol method, List<RoleMember> members)
    {
        var role = members.FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(member.Method, method))?.Role;
        var models = members.Where(member => member.Role == Role.Model).Select(member => member.Method.ReturnType).ToArray();
        var data = role switch
        {
            Role.TrainingStep => members.FirstOrDefault(member => member.Role == Role.TrainingData),
            Role.ValidationStep => members.FirstOrDefault(member => member.Role == Role.ValidationData) ?? members.FirstOrDefault(member => member.Role == Role.TestData),
            _ => null,
        };
        var batch = data is null ? null : KnownTypes.BatchOf(data.Method.ReturnType);
        var missing = new List<ITypeSymbol>();
        if (batch is not null && !Takes(method, batch))
            missing.Add(batch);
        if (models.Length == 1 && role is not Role.Scheduler && !Takes(method, models[0]))
            missing.Add(models[0]);
        return missing.Count == 1 ? missing : [];
    }

    private static bool Takes(IMethodSymbol method, ITypeSymbol type) =>
        method.Parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, type));
}
