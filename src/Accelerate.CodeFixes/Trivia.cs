using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Accelerate.CodeFixes;

/// <summary>Comments and white space around what a fix changes.</summary>
internal static class Trivia
{
    /// <summary>What to keep when a node is removed: comments and directives around it, else nothing, so that no empty line is left.</summary>
    public static SyntaxRemoveOptions ToKeepOf(SyntaxNode node) =>
        IsBlank(node.GetLeadingTrivia()) && IsBlank(node.GetTrailingTrivia())
            ? SyntaxRemoveOptions.KeepNoTrivia
            : SyntaxRemoveOptions.KeepExteriorTrivia | SyntaxRemoveOptions.KeepUnbalancedDirectives;

    public static bool IsBlank(SyntaxTriviaList trivia) =>
        trivia.All(item => item.IsKind(SyntaxKind.WhitespaceTrivia) || item.IsKind(SyntaxKind.EndOfLineTrivia));
}
