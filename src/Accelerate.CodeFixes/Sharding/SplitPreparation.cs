using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes.Sharding;

/// <summary>A call that prepares two models with an optimizer each, taken apart into a call for each model.</summary>
internal sealed class SplitPreparation
{
    private const int OptimizersAfter = 2;

    private readonly InvocationExpressionSyntax _call;
    private readonly ExpressionStatementSyntax _statement;
    private readonly IReadOnlyList<SyntaxNode> _targets;

    private SplitPreparation(InvocationExpressionSyntax call, ExpressionStatementSyntax statement)
    {
        _call = call;
        _statement = statement;
        _targets = Deconstruction.TargetsOf(call);
    }

    /// <summary>The second model and its optimizer.</summary>
    public IEnumerable<ArgumentSyntax> SecondArguments => Second(_call.ArgumentList.Arguments);

    /// <summary>What the second model and its optimizer are kept as.</summary>
    public IEnumerable<SyntaxNode> SecondTargets => Second(_targets);

    /// <summary>The parts of a call whose second argument is the model; null for a call that cannot be taken apart without loss.</summary>
    public static SplitPreparation? Of(InvocationExpressionSyntax call, ExpressionSyntax second)
    {
        var arguments = call.ArgumentList.Arguments;
        var statement = call.Parent as ExpressionStatementSyntax ?? call.Parent?.Parent as ExpressionStatementSyntax;
        if (statement is null || arguments.Count < 4 || arguments[1] != second.Parent || arguments.Any(static argument => argument.NameColon is not null))
            return null;
        if (HasCommentsInside(statement))
            return null;
        var targets = Deconstruction.TargetsOf(call);
        return targets.Count == arguments.Count || (targets.Count == 0 && call.Parent == statement) ? new(call, statement) : null;
    }

    public void Apply(SyntaxEditor editor, string accelerator)
    {
        var access = (MemberAccessExpressionSyntax)_call.Expression;
        var first = Statement($"{access}", First(_targets), First(_call.ArgumentList.Arguments)).WithLeadingTrivia(_statement.GetLeadingTrivia()).WithTrailingTrivia(OwnAccelerator.EndOfLine(_statement));
        var second = Statement($"{accelerator}.{access.Name}", Second(_targets), Second(_call.ArgumentList.Arguments)).WithLeadingTrivia(OwnAccelerator.Indentation(_statement)).WithTrailingTrivia(_statement.GetTrailingTrivia());
        if (_statement.Parent is GlobalStatementSyntax global)
        {
            editor.InsertBefore(global, SyntaxFactory.GlobalStatement(first));
            editor.ReplaceNode(global, SyntaxFactory.GlobalStatement(second));
        }
        else
        {
            editor.InsertBefore(_statement, first);
            editor.ReplaceNode(_statement, second);
        }
    }

    private StatementSyntax Statement(string call, IEnumerable<SyntaxNode> targets, IEnumerable<ArgumentSyntax> arguments)
    {
        var kept = string.Join(", ", targets);
        var assignment = kept.Length == 0 ? "" : _call.Parent is AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax } ? $"var ({kept}) = " : $"({kept}) = ";
        return SyntaxFactory.ParseStatement($"{assignment}{call}({string.Join(", ", arguments)});");
    }

    /// <summary>The first model, its optimizer, and what comes after the optimizers, such as a loader.</summary>
    private static IEnumerable<TNode> First<TNode>(IEnumerable<TNode> all) => all.Where(static (_, index) => index is 0 or OptimizersAfter or > OptimizersAfter + 1);

    private static IEnumerable<TNode> Second<TNode>(IEnumerable<TNode> all) => all.Where(static (_, index) => index is 1 or OptimizersAfter + 1);

    private static bool HasCommentsInside(StatementSyntax statement) => statement.DescendantTrivia().Any(trivia =>
        trivia.SpanStart > statement.SpanStart && trivia.SpanStart < statement.Span.End && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
