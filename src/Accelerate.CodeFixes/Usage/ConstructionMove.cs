using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace Accelerate.CodeFixes.Usage;

/// <summary>One construction on its way into the function that uses it, and what has to change around both.</summary>
internal sealed class ConstructionMove
{
    private readonly Document _document;
    private readonly BaseObjectCreationExpressionSyntax _creation;
    private readonly SyntaxNode _target;
    private readonly IMethodSymbol _targetSymbol;
    private readonly Document _targetDocument;
    private readonly string _local;
    private readonly List<(Document Document, SyntaxNode Node, Action<SyntaxEditor> Edit)> _edits = [];
    private readonly List<(Document Document, SyntaxNode Node)> _removals = [];
    private readonly List<SyntaxTrivia> _comments = [];

    internal ConstructionMove(Document document, BaseObjectCreationExpressionSyntax creation, Document targetDocument, SyntaxNode target, IMethodSymbol targetSymbol, string local)
    {
        _document = document;
        _creation = creation;
        _targetDocument = targetDocument;
        _target = target;
        _targetSymbol = targetSymbol;
        _local = local;
    }

    public string TargetName => ReceivingFunction.NameOf(_targetSymbol);

    /// <summary>What there is to do, or null where the construction cannot move: several functions use it, it needs what the target does not have, or others may depend on what would change.</summary>
    public static async Task<ConstructionMove?> PlanAsync(Document document, BaseObjectCreationExpressionSyntax creation, CancellationToken cancellationToken)
    {
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        if (model.GetOperation(creation, cancellationToken) is not IObjectCreationOperation operation)
            return null;
        var move = creation.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax } } declarator } =>
                await MemberMove.PlanAsync(document, creation, model.GetDeclaredSymbol(declarator, cancellationToken), null, cancellationToken).ConfigureAwait(false),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } =>
                await MemberMove.PlanAsync(document, creation, model.GetDeclaredSymbol(property, cancellationToken), null, cancellationToken).ConfigureAwait(false),
            AssignmentExpressionSyntax assignment when assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not null && model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol =>
                await MemberMove.PlanAsync(document, creation, model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol, assignment, cancellationToken).ConfigureAwait(false),
            _ => await LocalMove.PlanAsync(document, creation, operation, model, cancellationToken).ConfigureAwait(false),
        };
        return move is not null && FunctionBodies.HasBody(move._target) && move.HasAllThatConstructionNeeds(operation) ? move : null;
    }

    public void Edit(Document document, SyntaxNode node, Action<SyntaxEditor> edit) => _edits.Add((document, node, edit));

    /// <summary>Removes what declared the accelerator; its comments go along to the new declaration.</summary>
    public void Remove(Document document, SyntaxNode declaration)
    {
        _comments.AddRange(Trivia.CommentsAround(declaration));
        _removals.Add((document, declaration));
    }

    public async Task ApplyAsync(SolutionEditor solution, CancellationToken cancellationToken)
    {
        // Inner nodes first: an edit of an outer node then sees them edited.
        foreach (var (document, _, edit) in _edits.OrderBy(item => item.Node.Span.Length))
            edit(await solution.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false));
        foreach (var (document, node) in _removals)
            Remove(node, await solution.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false));
        var target = await solution.GetDocumentEditorAsync(_targetDocument.Id, cancellationToken).ConfigureAwait(false);
        var returnsValue = !_targetSymbol.ReturnsVoid && !(_targetSymbol.IsAsync && _targetSymbol.ReturnType is INamedTypeSymbol { TypeArguments.Length: 0 });
        target.ReplaceNode(_target, (current, _) => FunctionBodies.WithFirst(current, Declaration(), returnsValue, Trivia.EndOfLineOf(_target)));
    }

    private void Remove(SyntaxNode node, SyntaxEditor editor)
    {
        // What becomes the first of a type or block does not keep its distance to what was before it.
        var siblings = node.Parent!.ChildNodes().Where(sibling => sibling is MemberDeclarationSyntax or StatementSyntax).ToList();
        var rest = siblings.Where(sibling => _removals.All(removal => removal.Node != sibling)).ToList();
        if (siblings[0] == node && rest.Count > 0)
            editor.ReplaceNode(rest[0], (current, _) => Trivia.WithoutEmptyLines(current));
        editor.RemoveNode(node, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private LocalDeclarationStatementSyntax Declaration()
    {
        ExpressionSyntax construction = _creation.WithoutTrivia();
        if (_creation is ImplicitObjectCreationExpressionSyntax implicitType)
        {
            construction = SyntaxFactory.ObjectCreationExpression(
                implicitType.NewKeyword.WithLeadingTrivia().WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.ParseTypeName("global::Accelerate.Accelerator").WithAdditionalAnnotations(Simplifier.Annotation),
                implicitType.ArgumentList.WithoutTrivia(),
                implicitType.Initializer);
        }
        return SyntaxFactory.LocalDeclarationStatement(
                SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"))
                    .AddVariables(SyntaxFactory.VariableDeclarator(_local).WithInitializer(SyntaxFactory.EqualsValueClause(construction))))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword))
            .WithLeadingTrivia(_comments.SelectMany(comment => new[] { comment, Trivia.EndOfLineOf(_target) }))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private bool HasAllThatConstructionNeeds(IObjectCreationOperation operation)
    {
        var isElsewhere = _document.Id != _targetDocument.Id;
        foreach (var part in operation.Descendants())
        {
            // Another file may not have the namespaces that the arguments are written with.
            if (isElsewhere && part is not IArgumentOperation { IsImplicit: true } && !part.IsImplicit)
                return false;
            var symbol = part switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation member => member.Member,
                IInvocationOperation call => call.TargetMethod,
                _ => (ISymbol?)null,
            };
            if (symbol is not null && !IsThere(symbol))
                return false;
            if (part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } && (_targetSymbol.IsStatic || !IsInTypeOf(_creation)))
                return false;
        }
        return true;
    }

    private bool IsThere(ISymbol symbol)
    {
        var declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault();
        if (symbol is ILocalSymbol or IParameterSymbol)
        {
            return declaration is not null && declaration.SyntaxTree == _creation.SyntaxTree
                && (_creation.Span.Contains(declaration.Span) || ScopeOf(declaration).Span.Contains(_target.Span));
        }
        return symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.NotApplicable || IsInTypeOf(_creation);
    }

    /// <summary>What a local or parameter can be seen in; a function inside may capture it.</summary>
    private static SyntaxNode ScopeOf(SyntaxReference declaration)
    {
        var syntax = declaration.GetSyntax();
        return syntax.Ancestors().FirstOrDefault(node => node is BlockSyntax or CompilationUnitSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or BaseTypeDeclarationSyntax) ?? syntax;
    }

    private bool IsInTypeOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } type && type == _target.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();
}
