using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.Analyzers.Usage;

/// <summary>A method of an <c>[AcceleratedTraining]</c> type: the generated loop around it has an accelerator.</summary>
internal sealed class RoleMethod
{
    private readonly IMethodSymbol _method;

    private RoleMethod(IMethodSymbol method, bool isTrainingStep)
    {
        _method = method;
        IsTrainingStep = isTrainingStep;
    }

    public bool IsTrainingStep { get; }

    /// <summary>The method that a symbol is; null if the generated loop cannot be what runs it.</summary>
    public static RoleMethod? Of(ISymbol symbol, KnownTypes types)
    {
        if (types.AcceleratedTraining is null || symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary, ContainingType: { } type } method)
            return null;
        for (var current = type; !current.HasAttribute(types.AcceleratedTraining); current = current.BaseType)
        {
            if (current.BaseType is null)
                return null;
        }
        var isTrainingStep = method.HasAttribute(types.TrainingStep);
        return isTrainingStep || !method.IsStatic ? new(method, isTrainingStep) : null;
    }

    /// <summary>Whether each return of the method returns just the local or parameter that an expression names.</summary>
    public bool Returns(IOperation? expression)
    {
        if (OperationTree.ReferencedSymbol(expression) is not (ILocalSymbol or IParameterSymbol) || expression!.SemanticModel is not { } model)
            return false;
        var name = OperationTree.ReferencedSymbol(expression)!;
        var declaration = _method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).FirstOrDefault(syntax => syntax.Span.Contains(expression.Syntax.Span));
        if (declaration is not MethodDeclarationSyntax { Body: { } body })
            return false;
        var returned = body.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).ToArray();
        return returned.Length > 0
            && returned.All(value => value is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(value).Symbol, name));
    }
}
