using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers;
using Accelerate.Analyzers.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>ACC1028: puts the arguments of <c>Prepare</c> in order, and with them the variables that its result is taken apart into.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReorderPrepareCodeFix : RoleCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RoleRuleIds.PrepareArgumentsOutOfOrder];

    private protected override IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (root.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent.Parent: InvocationExpressionSyntax call }
            || Analyzers.KnownTypes.Find(model.Compilation) is not { } types)
            yield break;
        var roles = new PrepareTypes(types);
        var arguments = call.ArgumentList.Arguments;
        var order = Enumerable.Range(0, arguments.Count)
            .OrderBy(i => model.GetTypeInfo(arguments[i].Expression, cancellationToken).Type is { } type ? roles.RoleOf(type) : null)
            .ToArray();
        var variables = VariablesOf(call, order.Length);
        if (variables is null && call.Parent is not ExpressionStatementSyntax)
            yield break;
        yield return new("Put the arguments in order", "ACC1028.Order", editor =>
        {
            editor.ReplaceNode(call.ArgumentList, call.ArgumentList.WithArguments(Ordered(arguments, order)));
            if (variables is ParenthesizedVariableDesignationSyntax declared)
                editor.ReplaceNode(declared, declared.WithVariables(Ordered(declared.Variables, order)));
            else if (variables is TupleExpressionSyntax tuple)
                editor.ReplaceNode(tuple, tuple.WithArguments(Ordered(tuple.Arguments, order)));
        });
    }

    /// <summary>The variables in <c>var (a, b) = call</c> and <c>(a, b) = call</c>; null where there are none or not one for each argument.</summary>
    private static SyntaxNode? VariablesOf(InvocationExpressionSyntax call, int count) => call.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
        ? null
        : assignment.Left switch
        {
            DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax declared } when declared.Variables.Count == count => declared,
            TupleExpressionSyntax tuple when tuple.Arguments.Count == count => tuple,
            _ => null,
        };

    /// <summary>The nodes in another order; what is between them stays where it is.</summary>
    private static SeparatedSyntaxList<T> Ordered<T>(SeparatedSyntaxList<T> nodes, int[] order)
        where T : SyntaxNode =>
        SyntaxFactory.SeparatedList(order.Select(i => nodes[i]), nodes.GetSeparators());
}
