using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Sharding;

/// <summary>What the result of a call is taken apart into.</summary>
internal static class Deconstruction
{
    /// <summary>The variables of <c>var (a, b) = call</c> or <c>(a, var b) = call</c>, or the one of <c>var a = call</c> and <c>a = call</c>; none where the result is not kept.</summary>
    public static IReadOnlyList<SyntaxNode> TargetsOf(ExpressionSyntax call) => call.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => [variable],
        AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax designation } } assignment when assignment.Right == call => [.. designation.Variables],
        AssignmentExpressionSyntax { Left: TupleExpressionSyntax tuple } assignment when assignment.Right == call => [.. tuple.Arguments.Select(static argument => argument.Expression)],
        AssignmentExpressionSyntax assignment when assignment.Right == call => [assignment.Left],
        _ => [],
    };
}
