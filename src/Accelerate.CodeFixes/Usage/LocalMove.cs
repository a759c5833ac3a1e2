using Accelerate.Analyzers;
using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.CodeFixes.Usage;

/// <summary>Moves the construction of a local, or of an argument, to the function that receives or captures it.</summary>
internal static class LocalMove
{
    public static async Task<ConstructionMove?> PlanAsync(Document document, BaseObjectCreationExpressionSyntax creation, IObjectCreationOperation operation, SemanticModel model, CancellationToken cancellationToken)
    {
        if (ConstructedAccelerator.LocalOf(operation) is not { } local)
            return await ToReceiverAsync(document, creation, operation, null, null, cancellationToken).ConfigureAwait(false);
        if (DeclarationOf(creation) is not { } declaration)
            return null;
        var references = OperationTree.RootOf(operation).Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)).ToArray();
        if (references.Length == 1 && await ToReceiverAsync(document, creation, references[0], declaration, local, cancellationToken).ConfigureAwait(false) is { } move)
            return move;
        return ToCapturing(document, creation, declaration, references, local, model, cancellationToken);
    }

    /// <summary>The receiving function loses its parameter, its one caller the argument.</summary>
    private static async Task<ConstructionMove?> ToReceiverAsync(Document document, BaseObjectCreationExpressionSyntax creation, IOperation value, StatementSyntax? declaration, ILocalSymbol? local, CancellationToken cancellationToken)
    {
        var outer = value;
        while (outer.Parent is IConversionOperation)
            outer = outer.Parent;
        if (outer.Parent is not IArgumentOperation { Syntax: ArgumentSyntax argument, Parameter: { RefKind: RefKind.None, IsParams: false } parameter, Parent: IInvocationOperation call })
            return null;
        var method = call.TargetMethod.OriginalDefinition;
        var solution = document.Project.Solution;
        if (method.DeclaringSyntaxReferences.Length != 1
            || method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)
            || method.IsVirtual || method.IsOverride || method.IsAbstract || method.GetAttributes().Length > 0
            || TrainingCallFinder.CallsOn(parameter.OriginalDefinition, cancellationToken) == TrainingCalls.None
            || document.Project.CompilationOptions is { OutputKind: OutputKind.DynamicallyLinkedLibrary } && Visibility.IsPublic(method)
            || method.MethodKind == MethodKind.Ordinary && Visibility.ImplementsInterface(method))
            return null;
        var target = await method.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        if (solution.GetDocument(target.SyntaxTree) is not { } targetDocument
            || parameter.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not ParameterSyntax parameterSyntax
            || IsDocumented(target, parameter.Name)
            || IsAssigned(target, parameter.Name))
            return null;
        var callers = (await SymbolFinder.FindReferencesAsync(method, solution, cancellationToken).ConfigureAwait(false)).SelectMany(found => found.Locations);
        if (callers.Count() != 1)
            return null;

        var move = new ConstructionMove(document, creation, targetDocument, target, method, parameter.Name);
        move.Edit(targetDocument, parameterSyntax, editor => editor.RemoveNode(parameterSyntax, SyntaxRemoveOptions.KeepNoTrivia));
        move.Edit(document, argument, editor => editor.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia));
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

    private static bool IsDocumented(SyntaxNode function, string parameter) =>
        function.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.DescendantNodes().OfType<XmlNameAttributeSyntax>())
            .Any(attribute => attribute.Identifier.Identifier.ValueText == parameter);

    private static bool IsAssigned(SyntaxNode function, string parameter) =>
        function.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == parameter);
}
