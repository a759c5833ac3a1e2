using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes.Usage;

/// <summary>Moves the construction of an accelerator into the one function that uses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ConstructionCodeFix : CodeFixProvider
{
    private const string Key = "ACC0002.Move";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.AcceleratorOutsideTrainingMethod];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation
                || await ConstructionMove.PlanAsync(context.Document, creation, context.CancellationToken).ConfigureAwait(false) is not { } move)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Construct the accelerator in {move.TargetName}",
                    async cancellationToken =>
                    {
                        var editor = new SolutionEditor(context.Document.Project.Solution);
                        await move.ApplyAsync(editor, cancellationToken).ConfigureAwait(false);
                        return editor.GetChangedSolution();
                    },
                    Key),
                diagnostic);
        }
    }
}
