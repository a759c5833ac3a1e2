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

/// <summary>Turns <c>loss.backward(…)</c> and <c>torch.autograd.backward(loss, …)</c> into <c>accelerator.Backward(loss, …)</c>, or removes it from a step whose returned loss the generated loop passes backward.</summary>
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
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax or SimpleNameSyntax } call)
            return null;
        if (diagnostic.Properties.ContainsKey(BackwardAnalyzer.ReturnedProperty))
        {
            return call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement
                ? new("Leave the backward pass to the generated loop", RemoveKey, editor => editor.RemoveNode(statement, Trivia.ToKeepOf(statement)))
                : null;
        }
        if (!diagnostic.Properties.TryGetValue(BackwardAnalyzer.AcceleratorProperty, out var accelerator)
            || model.GetOperation(call, cancellationToken) is not IInvocationOperation operation
            || KnownTypes.Find(model.Compilation) is not { } types
            || PlainBackward.Of(operation, types) is not { ChoosesInputs: false, StartsFromGradients: false, CreatesGraph: false, Loss.Syntax: ExpressionSyntax loss }
            || !CanKeepGraph(RetainGraph(operation)))
            return null;
        return new($"Call '{accelerator}.Backward'", CallKey, editor => editor.ReplaceNode(call, (current, _) => Rewrite((InvocationExpressionSyntax)current, call, operation, loss, accelerator!)));
    }

    private static IArgumentOperation? RetainGraph(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retain_graph" && !argument.IsImplicit);

    /// <summary>Whether an argument is a truth value: <c>autograd.backward</c> takes a missing one too.</summary>
    private static bool CanKeepGraph(IArgumentOperation? argument) => argument is null || IsNull(argument)
        || OperationTree.WithoutConversions(argument.Value).Type?.SpecialType == SpecialType.System_Boolean;

    private static bool IsNull(IArgumentOperation argument) => OperationTree.WithoutConversions(argument.Value).ConstantValue is { HasValue: true, Value: null };

    /// <param name="call">The call, perhaps edited.</param>
    /// <param name="original">The call as it was.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="loss">The loss in the call as it was.</param>
    /// <param name="accelerator">The accelerator's name.</param>
    private static InvocationExpressionSyntax Rewrite(InvocationExpressionSyntax call, InvocationExpressionSyntax original, IInvocationOperation operation, ExpressionSyntax loss, string accelerator)
    {
        var arguments = call.ArgumentList.Arguments;
        ArgumentSyntax first;
        if (operation.Instance is not null)
        {
            first = SyntaxFactory.Argument(LossOf((MemberAccessExpressionSyntax)call.Expression));
            if (arguments.Count > 0)
                first = first.WithLeadingTrivia(arguments[0].GetLeadingTrivia().AddRange(first.GetLeadingTrivia()));
        }
        else
        {
            var index = original.ArgumentList.Arguments.IndexOf(argument => argument.Span.Contains(loss.Span));
            first = SyntaxFactory.Argument(loss.WithoutTrivia()).WithTriviaFrom(arguments[index]);
        }
        var retainGraph = RetainGraph(operation) is { Syntax: ArgumentSyntax kept } argument && !IsNull(argument)
            ? arguments[original.ArgumentList.Arguments.IndexOf(kept)]
            : null;
        var list = retainGraph is null
            ? SyntaxFactory.SingletonSeparatedList(first)
            : SyntaxFactory.SeparatedList([first, Named(retainGraph)], [SyntaxFactory.Token(default, SyntaxKind.CommaToken, [SyntaxFactory.Space])]);

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
