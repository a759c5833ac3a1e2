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

    /// <summary>The comments around a node, except documentation.</summary>
    public static IEnumerable<SyntaxTrivia> CommentsAround(SyntaxNode node) =>
        node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Where(item => item.IsKind(SyntaxKind.SingleLineCommentTrivia) || item.IsKind(SyntaxKind.MultiLineCommentTrivia));

    /// <summary>The node without the empty lines before it.</summary>
    public static T WithoutEmptyLines<T>(T node)
        where T : SyntaxNode
    {
        var trivia = node.GetLeadingTrivia();
        while (trivia.Count > 0 && (trivia[0].IsKind(SyntaxKind.EndOfLineTrivia) || (trivia.Count > 1 && trivia[0].IsKind(SyntaxKind.WhitespaceTrivia) && trivia[1].IsKind(SyntaxKind.EndOfLineTrivia))))
            trivia = trivia.RemoveAt(0);
        return node.WithLeadingTrivia(trivia);
    }

    /// <summary>An end of line as the file of a node has them, for the formatter to keep or drop.</summary>
    public static SyntaxTrivia EndOfLineOf(SyntaxNode node)
    {
        var endOfLine = node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(item => item.IsKind(SyntaxKind.EndOfLineTrivia));
        return SyntaxFactory.ElasticEndOfLine(endOfLine.IsKind(SyntaxKind.EndOfLineTrivia) ? endOfLine.ToString() : "\n");
    }
}
