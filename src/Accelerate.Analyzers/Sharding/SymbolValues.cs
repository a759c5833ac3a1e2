using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Sharding;

/// <summary>Finds what is assigned to a local, field or property in the file at hand.</summary>
internal sealed class SymbolValues(SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>The values that a symbol is initialized with and assigned, each with its place in a tuple that is taken apart (else 0).</summary>
    public IReadOnlyList<(IOperation Value, int Index)> Of(ISymbol symbol)
    {
        var values = new List<(IOperation, int)>();
        if (symbol is not (ILocalSymbol or IFieldSymbol or IPropertySymbol))
            return values;
        var declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault(reference => reference.SyntaxTree == model.SyntaxTree)?.GetSyntax(cancellationToken);
        var initializer = declaration switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
        Add(initializer, 0, values);
        if (ScopeOf(symbol, declaration) is { } scope)
        {
            foreach (var assignment in scope.DescendantNodes().OfType<AssignmentExpressionSyntax>())
                AddAssigned(assignment, symbol, values);
        }
        return values;
    }

    private static SyntaxNode? ScopeOf(ISymbol symbol, SyntaxNode? declaration) => symbol is ILocalSymbol
        ? declaration?.Ancestors().FirstOrDefault(static node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)
        : declaration?.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private void AddAssigned(AssignmentExpressionSyntax assignment, ISymbol symbol, List<(IOperation Value, int Index)> values)
    {
        switch (assignment.Left)
        {
            case TupleExpressionSyntax tuple:
                for (var index = 0; index < tuple.Arguments.Count; index++)
                {
                    if (Names(tuple.Arguments[index].Expression, symbol))
                        Add(assignment.Right, index, values);
                }
                break;
            case DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax designation }:
                for (var index = 0; index < designation.Variables.Count; index++)
                {
                    if (designation.Variables[index] is SingleVariableDesignationSyntax variable && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(variable, cancellationToken), symbol))
                        Add(assignment.Right, index, values);
                }
                break;
            case var left when Names(left, symbol):
                Add(assignment.Right, 0, values);
                break;
        }
    }

    private bool Names(ExpressionSyntax expression, ISymbol symbol) => expression switch
    {
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single } => single.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(single, cancellationToken), symbol),
        IdentifierNameSyntax name => name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => Names(name, symbol),
        _ => false,
    };

    private void Add(ExpressionSyntax? value, int index, List<(IOperation Value, int Index)> values)
    {
        if (value is not null && model.GetOperation(value, cancellationToken) is { } operation)
            values.Add((OperationTree.WithoutConversions(operation), index));
    }
}
