using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers;
using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.CodeFixes.Usage;

/// <summary>Turns <c>loss.backward(…)</c> into <c>accelerator.Backward(loss, …)</c>, or removes it from a step whose returned loss the generated loop passes backward.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BackwardCodeFix : CodeFixProvider
{
    private const string CallKey = "ACC0001.Call", RemoveKey = "ACC0001.Remove";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.BackwardBypassesAccelerator];

    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (Plan(editor.OriginalRoot, editor.SemanticModel, diagnostic, context.CancellationToken) is { } edit && edit.Key == context.CodeActionEquivalenceKey)
                edit.Apply(editor);
        }
        return editor.GetChangedDocument();
    });

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Plan(root!, model!, diagnostic, context.CancellationToken) is not { } edit)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    edit.Title,
                    async cancellationToken =>
                    {
                        var editor = await DocumentEditor.CreateAsync(context.Document, cancellationToken).ConfigureAwait(false);
                        edit.Apply(editor);
                        return editor.GetChangedDocument();
                    },
                    edit.Key),
                diagnostic);
        }
    }

    private static PlannedEdit? Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax access } call)
            return null;
        if (diagnostic.Properties.ContainsKey(BackwardAnalyzer.ReturnedProperty))
        {
            return call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement
                ? new("Leave the backward pass to the generated loop", RemoveKey, editor => editor.RemoveNode(statement, Trivia.ToKeepOf(statement)))
                : null;
        }
        if (!diagnostic.Properties.TryGetValue(BackwardAnalyzer.AcceleratorProperty, out var accelerator)
            || model.GetOperation(call, cancellationToken) is not IInvocationOperation operation
            || !CanKeep(operation))
            return null;
        return new($"Call '{accelerator}.Backward'", CallKey, editor => editor.ReplaceNode(call, (current, _) => Rewrite((InvocationExpressionSyntax)current, operation, accelerator!)));
    }

    /// <summary>Whether <c>Accelerator.Backward</c> takes each argument that is not a default.</summary>
    private static bool CanKeep(IInvocationOperation call) => call.Arguments.All(argument =>
        argument.Parameter?.Name == "retain_graph"
        || argument.Value.ConstantValue is { HasValue: true, Value: null or false }
        || argument.Value is IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } }
        || argument.IsImplicit);

    private static InvocationExpressionSyntax Rewrite(InvocationExpressionSyntax call, IInvocationOperation operation, string accelerator)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var retainGraph = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retain_graph" && !argument.IsImplicit)?.Syntax is ArgumentSyntax kept
            ? call.ArgumentList.Arguments[((ArgumentListSyntax)kept.Parent!).Arguments.IndexOf(kept)]
            : null;

        var loss = SyntaxFactory.Argument(LossOf(access));
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count > 0)
            loss = loss.WithLeadingTrivia(arguments[0].GetLeadingTrivia().AddRange(loss.GetLeadingTrivia()));
        var list = retainGraph is null
            ? SyntaxFactory.SingletonSeparatedList(loss)
            : SyntaxFactory.SeparatedList([loss, Named(retainGraph)], [SyntaxFactory.Token(default, SyntaxKind.CommaToken, [SyntaxFactory.Space])]);

        // Parsed, because nodes made by hand have elastic trivia, which makes the editor lay out the whole statement anew.
        var name = SyntaxFacts.GetKeywordKind(accelerator) == SyntaxKind.None ? accelerator : $"@{accelerator}";
        return SyntaxFactory.InvocationExpression(SyntaxFactory.ParseExpression($"{name}.Backward"), call.ArgumentList.WithArguments(list))
            .WithLeadingTrivia(call.GetLeadingTrivia())
            .WithTrailingTrivia(call.GetTrailingTrivia());
    }

    private static ArgumentSyntax Named(ArgumentSyntax argument)
    {
        var name = SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(default, "retainGraph", default));
        return argument
            .WithNameColon(SyntaxFactory.NameColon(name, SyntaxFactory.Token(default, SyntaxKind.ColonToken, [SyntaxFactory.Space])))
            .WithExpression(argument.Expression.WithoutLeadingTrivia());
    }

    /// <summary>The receiver without what only set it apart from <c>.backward</c>: parentheses and white space; comments stay.</summary>
    private static ExpressionSyntax LossOf(MemberAccessExpressionSyntax access)
    {
        var loss = access.Expression;
        var between = loss.GetTrailingTrivia().AddRange(access.OperatorToken.LeadingTrivia);
        while (loss is ParenthesizedExpressionSyntax parenthesized)
            loss = parenthesized.Expression;
        loss = loss.WithoutLeadingTrivia();
        return Trivia.IsBlank(between)
            ? loss.WithoutTrailingTrivia()
            : loss.WithTrailingTrivia(between);
    }
}
