using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes.Roles;

/// <summary>A fix within one document. One diagnostic and many are corrected by the same edits.</summary>
public abstract class RoleCodeFix : CodeFixProvider
{
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (Plan(editor.OriginalRoot, editor.SemanticModel, diagnostic, context.CancellationToken).FirstOrDefault(edit => edit.Key == context.CodeActionEquivalenceKey) is { } edit)
                edit.Apply(editor);
        }
        return editor.GetChangedDocument();
    });

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var edit in Plan(root!, model!, diagnostic, context.CancellationToken))
            {
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
    }

    /// <summary>The edits to offer for a diagnostic, the safest first; none where no edit would be right.</summary>
    private protected abstract IEnumerable<PlannedEdit> Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken);
}
