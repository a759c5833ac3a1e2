using System.Collections.Immutable;
using System.Composition;
using Accelerate.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes.Sharding;

/// <summary>Gives the second model of a sharding accelerator an accelerator of its own, and moves to it what belongs to that model.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SeveralModelsCodeFix : CodeFixProvider
{
    private const string Key = "ACC0003.OneAcceleratorPerModel";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.SeveralModelsWithSharding];

    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var diagnostic in diagnostics)
        {
            if (OwnAccelerator.Plan(editor.OriginalRoot, editor.SemanticModel, diagnostic, taken, context.CancellationToken) is { } plan)
                plan.Apply(editor);
        }
        return editor.GetChangedDocument();
    });

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (OwnAccelerator.Plan(root!, model!, diagnostic, new(StringComparer.Ordinal), context.CancellationToken) is not { } plan)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Create '{plan.Name}' for the model",
                    async cancellationToken =>
                    {
                        var editor = await DocumentEditor.CreateAsync(context.Document, cancellationToken).ConfigureAwait(false);
                        plan.Apply(editor);
                        return editor.GetChangedDocument();
                    },
                    Key),
                diagnostic);
        }
    }
}
