using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>
/// The accelerators that could be named where an operation is: locals, parameters, fields and properties. One that may be
/// missing, declared nullable or compared with null in the same member, is not at hand: such code works without one on purpose.
/// </summary>
internal sealed class AcceleratorsAtHand
{
    private readonly List<ISymbol> _symbols;

    public AcceleratorsAtHand(IOperation operation, KnownTypes types, CancellationToken cancellationToken)
    {
        var position = operation.Syntax.SpanStart;
        var candidates = operation.SemanticModel!.LookupSymbols(position)
            .Where(symbol => types.IsAccelerator(TypeOf(symbol)) && IsReachable(symbol, operation, cancellationToken) && !IsOptional(symbol, cancellationToken))
            .ToList();
        if (candidates.Count > 0)
        {
            var tested = OperationTree.RootOf(operation).DescendantsAndSelf().Select(NullTested).OfType<ISymbol>().ToList();
            candidates.RemoveAll(candidate => tested.Contains(candidate, SymbolEqualityComparer.Default));
        }
        _symbols = candidates;
        Single = ChooseSingle(operation, types);
    }

    public bool Any => _symbols.Count > 0;

    /// <summary>The one that is meant: that of the enclosing accumulation block, else the only one of the innermost scope that has any. Null where two could be meant.</summary>
    public ISymbol? Single { get; }

    private ISymbol? ChooseSingle(IOperation operation, KnownTypes types)
    {
        for (var ancestor = operation.Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor is IUsingOperation { Resources: { } resources }
                && resources.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(call => call.TargetMethod.Name == "Accumulate" && types.IsAccelerator(call.TargetMethod.ContainingType)) is { Instance: { } instance }
                && OperationTree.ReferencedSymbol(instance) is { } accumulating && _symbols.Contains(accumulating, SymbolEqualityComparer.Default))
                return accumulating;
        }
        var innermost = _symbols
            .GroupBy(symbol => symbol is ILocalSymbol or IParameterSymbol ? symbol.ContainingSymbol : null, SymbolEqualityComparer.Default)
            .OrderByDescending(group => group.Key is null ? -1 : DepthOf(group.Key))
            .FirstOrDefault()?.ToArray();
        return innermost is { Length: 1 } ? innermost[0] : null;
    }

    private static int DepthOf(ISymbol function)
    {
        var depth = 0;
        for (var outer = function.ContainingSymbol; outer is IMethodSymbol; outer = outer.ContainingSymbol)
            depth++;
        return depth;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.Type,
        _ => null,
    };

    private static bool IsReachable(ISymbol symbol, IOperation operation, CancellationToken cancellationToken)
    {
        var syntax = operation.Syntax;
        var staticFunctions = syntax.Ancestors().Where(IsStaticFunction);
        if (symbol is ILocalSymbol or IParameterSymbol { ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.Constructor } })
        {
            var declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
            return declaration is not null
                && declaration.SpanStart < syntax.SpanStart
                && !declaration.Span.Contains(syntax.Span)
                && staticFunctions.All(function => function.Span.Contains(declaration.Span));
        }
        if (symbol is IParameterSymbol constructorParameter)
            return IsInMember(constructorParameter.ContainingSymbol, syntax, cancellationToken)
                || (constructorParameter.ContainingSymbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is TypeDeclarationSyntax && IsInstanceCode());
        if (symbol.IsStatic)
            return true;
        return IsInstanceCode()
            && operation.SemanticModel!.GetEnclosingSymbol(syntax.SpanStart, cancellationToken)?.ContainingType is { } type
            && BasesAndSelf(type).Contains(symbol.ContainingType.OriginalDefinition, SymbolEqualityComparer.Default);

        bool IsInstanceCode() => !staticFunctions.Any() && OutermostMember(operation, cancellationToken) is { IsStatic: false };
    }

    private static bool IsInMember(ISymbol member, SyntaxNode syntax, CancellationToken cancellationToken) =>
        member.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == syntax.SyntaxTree
            && reference.GetSyntax(cancellationToken) is ConstructorDeclarationSyntax declaration && declaration.Span.Contains(syntax.Span));

    private static ISymbol? OutermostMember(IOperation operation, CancellationToken cancellationToken)
    {
        var symbol = operation.SemanticModel!.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellationToken);
        while (symbol?.ContainingSymbol is IMethodSymbol or IPropertySymbol or IFieldSymbol)
            symbol = symbol.ContainingSymbol;
        return symbol;
    }

    /// <summary>Whether a piece of code is a lambda or local function that captures nothing.</summary>
    public static bool IsStaticFunction(SyntaxNode node) => node switch
    {
        LocalFunctionStatementSyntax function => function.Modifiers.Any(SyntaxKind.StaticKeyword),
        AnonymousFunctionExpressionSyntax function => function.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };

    private static IEnumerable<INamedTypeSymbol> BasesAndSelf(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current.OriginalDefinition;
    }

    /// <summary>Whether a symbol is declared <c>Accelerator?</c>. A local declared with <c>var</c> counts as nullable to the compiler, so its syntax decides.</summary>
    private static bool IsOptional(ISymbol symbol, CancellationToken cancellationToken)
    {
        if (symbol is ILocalSymbol)
        {
            return symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type is NullableTypeSyntax,
                SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax declaration } => declaration.Type is NullableTypeSyntax,
                _ => false,
            };
        }
        return TypeOf(symbol)?.NullableAnnotation == NullableAnnotation.Annotated;
    }

    private static ISymbol? NullTested(IOperation operation) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            IsNull(comparison.RightOperand) ? OperationTree.ReferencedSymbol(comparison.LeftOperand)
            : IsNull(comparison.LeftOperand) ? OperationTree.ReferencedSymbol(comparison.RightOperand)
            : null,
        IIsPatternOperation pattern => OperationTree.ReferencedSymbol(pattern.Value),
        IConditionalAccessOperation access => OperationTree.ReferencedSymbol(access.Operation),
        ICoalesceOperation coalesce => OperationTree.ReferencedSymbol(coalesce.Value),
        _ => null,
    };

    private static bool IsNull(IOperation operation) => OperationTree.WithoutConversions(operation).ConstantValue is { HasValue: true, Value: null };
}
