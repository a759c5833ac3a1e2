using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers;

/// <summary>Questions about operations that several rules ask.</summary>
internal static class OperationTree
{
    /// <summary>The body or initializer that an operation is part of, with all lambdas and local functions around it.</summary>
    public static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    public static IOperation WithoutConversions(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The conversions and parentheses around an operation, or itself where there are none.</summary>
    public static IOperation WithConversions(IOperation operation)
    {
        while (operation.Parent is IConversionOperation or IParenthesizedOperation)
            operation = operation.Parent;
        return operation;
    }

    /// <summary>The local, parameter, or field or property of this object or a static one, that an expression names; null for any other expression.</summary>
    public static ISymbol? ReferencedSymbol(IOperation? operation) => operation is null ? null : WithoutConversions(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member and (IFieldReferenceOperation or IPropertyReferenceOperation) => member.Member,
        _ => null,
    };
}
