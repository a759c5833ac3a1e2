using Accelerate.Analyzers;
using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.CodeFixes.Usage;

/// <summary>Moves the construction of a local, or of an argument, to the function that receives or captures it.</summary>
internal static class LocalMove
{
    public static async Task<ConstructionMove?> PlanAsync(Document document, BaseObjectCreationExpressionSyntax creation, IObjectCreationOperation operation, SemanticModel model, CancellationToken cancellationToken)
    {
        if (ConstructedAccelerator.LocalOf(operation) is not { } local)
            return await ToReceiverAsync(document, creation, operation, null, cancellationToken).ConfigureAwait(false);
        if (DeclarationOf(creation) is not { } declaration)
            return null;
        var references = OperationTree.RootOf(operation).Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)).ToArray();
        if (references.Length == 1 && await ToReceiverAsync(document, creation, references[0], declaration, cancellationToken).ConfigureAwait(false) is { } move)
            return move;
        return ToCapturing(document, creation, declaration, references, local, model, cancellationToken);
    }

    /// <summary>The receiving function loses its parameter, its one caller the argument; so do those that it only hands the accelerator on to.</summary>
    private static async Task<ConstructionMove?> ToReceiverAsync(Document document, BaseObjectCreationExpressionSyntax creation, IOperation value, StatementSyntax? declaration, CancellationToken cancellationToken)
    {
        var types = KnownTypes.Find(value.SemanticModel!.Compilation)!;
        var handovers = new List<Handover>();
        var received = value;
        var place = document;
        while (true)
        {
            if (await Handover.OfAsync(received, place, types, cancellationToken).ConfigureAwait(false) is not { } handover || handovers.Any(other => other.Function == handover.Function))
                return null;
            handovers.Add(handover);
            if (handover.Next is not { } argument)
                break;
            var model = await handover.FunctionDocument.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            if (model!.GetOperation(argument.Expression, cancellationToken) is not { } next)
                return null;
            received = next;
            place = handover.FunctionDocument;
        }

        var last = handovers[handovers.Count - 1];
        var move = new ConstructionMove(document, creation, last.FunctionDocument, last.Function, last.Method, last.Parameter.Identifier.ValueText);
        foreach (var handover in handovers)
        {
            move.Edit(handover.FunctionDocument, handover.Parameter, editor => editor.RemoveNode(handover.Parameter, SyntaxRemoveOptions.KeepNoTrivia));
            move.Edit(handover.ArgumentDocument, handover.Argument, editor => editor.RemoveNode(handover.Argument, SyntaxRemoveOptions.KeepNoTrivia));
        }
        if (declaration is not null)
            RemoveDeclaration(move, document, declaration);
        return move;
    }

    /// <summary>The lambda or local function that alone uses the local declares it.</summary>
    private static ConstructionMove? ToCapturing(Document document, BaseObjectCreationExpressionSyntax creation, StatementSyntax declaration, ILocalReferenceOperation[] references, ILocalSymbol local, SemanticModel model, CancellationToken cancellationToken)
    {
        var functions = references.Select(reference => OutermostFunctionAfter(reference.Syntax, declaration)).Distinct().ToArray();
        if (functions.Length != 1 || functions[0] is not { } function || declaration is not LocalDeclarationStatementSyntax)
            return null;
        var symbol = function is LocalFunctionStatementSyntax ? model.GetDeclaredSymbol(function, cancellationToken) : model.GetSymbolInfo(function, cancellationToken).Symbol;
        if (symbol is not IMethodSymbol method)
            return null;
        var move = new ConstructionMove(document, creation, document, function, method, local.Name);
        RemoveDeclaration(move, document, declaration);
        return move;
    }

    private static SyntaxNode? OutermostFunctionAfter(SyntaxNode reference, StatementSyntax declaration) =>
        reference.Ancestors().TakeWhile(ancestor => !ancestor.Span.Contains(declaration.Span))
            .LastOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    /// <summary>The statement that declares nothing but the local: a declaration, or a using statement around a single other one.</summary>
    private static StatementSyntax? DeclarationOf(SyntaxNode creation) => creation.Parent?.Parent?.Parent is VariableDeclarationSyntax { Variables.Count: 1, Parent: var parent }
        ? parent switch
        {
            LocalDeclarationStatementSyntax statement => statement,
            UsingStatementSyntax { Statement: ExpressionStatementSyntax } statement => statement,
            _ => null,
        }
        : null;

    private static void RemoveDeclaration(ConstructionMove move, Document document, StatementSyntax declaration)
    {
        if (declaration is UsingStatementSyntax { Statement: var statement })
        {
            move.Edit(document, declaration, editor => editor.ReplaceNode(declaration, (current, _) => ((UsingStatementSyntax)current).Statement.WithLeadingTrivia(declaration.GetLeadingTrivia())));
            return;
        }
        move.Remove(document, declaration.Parent is GlobalStatementSyntax global ? global : declaration);
    }
}
