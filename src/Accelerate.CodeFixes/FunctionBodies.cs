using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Accelerate.CodeFixes;

/// <summary>Methods, local functions and lambdas as fixes see them: functions with a body.</summary>
internal static class FunctionBodies
{
    public static bool HasBody(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        LocalFunctionStatementSyntax local => local.Body is not null || local.ExpressionBody is not null,
        AnonymousFunctionExpressionSyntax => true,
        _ => false,
    };

    /// <summary>The function with a statement before all others. An expression body becomes a block.</summary>
    /// <param name="function">A function that has a body.</param>
    /// <param name="statement">The statement to begin with.</param>
    /// <param name="returnsValue">Whether an expression body is the value that is returned.</param>
    /// <param name="endOfLine">How lines end in the file.</param>
    public static SyntaxNode WithFirst(SyntaxNode function, StatementSyntax statement, bool returnsValue, SyntaxTrivia endOfLine) => function switch
    {
        MethodDeclarationSyntax { Body: { } body } method => method.WithBody(Prepend(body, statement)),
        MethodDeclarationSyntax { ExpressionBody: { } arrow } method => method.WithExpressionBody(null).WithSemicolonToken(default)
            .WithBody(BlockOf(statement, arrow.Expression, returnsValue, method.SemicolonToken, endOfLine)).WithAdditionalAnnotations(Formatter.Annotation),
        LocalFunctionStatementSyntax { Body: { } body } local => local.WithBody(Prepend(body, statement)),
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } local => local.WithExpressionBody(null).WithSemicolonToken(default)
            .WithBody(BlockOf(statement, arrow.Expression, returnsValue, local.SemicolonToken, endOfLine)).WithAdditionalAnnotations(Formatter.Annotation),
        AnonymousFunctionExpressionSyntax { Block: { } block } lambda => lambda.WithBlock(Prepend(block, statement)),
        LambdaExpressionSyntax { ExpressionBody: { } expression } lambda => lambda.WithExpressionBody(null).WithBlock(BlockOf(statement, expression, returnsValue, default, endOfLine))
            .WithAdditionalAnnotations(Formatter.Annotation),
        _ => throw new ArgumentException($"A {function.Kind()} has no body.", nameof(function)),
    };

    private static BlockSyntax Prepend(BlockSyntax block, StatementSyntax statement) => block.WithStatements(block.Statements.Insert(0, statement));

    // In lines of its own, because a lambda's block else stays on one.
    private static BlockSyntax BlockOf(StatementSyntax first, ExpressionSyntax expression, bool returnsValue, SyntaxToken semicolon, SyntaxTrivia endOfLine)
    {
        StatementSyntax second = returnsValue && expression is not ThrowExpressionSyntax
            ? SyntaxFactory.ReturnStatement(expression.WithoutTrivia())
            : SyntaxFactory.ExpressionStatement(expression.WithoutTrivia());
        return SyntaxFactory.Block(
            SyntaxFactory.Token([endOfLine], SyntaxKind.OpenBraceToken, [endOfLine]),
            [first.WithTrailingTrivia(endOfLine), second.WithTrailingTrivia(endOfLine)],
            SyntaxFactory.Token([SyntaxFactory.ElasticMarker], SyntaxKind.CloseBraceToken, semicolon.TrailingTrivia));
    }
}
