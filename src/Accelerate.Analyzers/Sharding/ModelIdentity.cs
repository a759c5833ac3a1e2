using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Sharding;

/// <summary>
/// Tells models apart: two expressions with the same identity may be one model, as Prepare returns what it is given. Where an
/// expression leads to is followed through names and through Prepare.
/// </summary>
internal sealed class ModelIdentity(ShardingTypes types, SymbolValues values)
{
    private const int LongestTrail = 8;

    /// <summary>The identity of a model: a symbol, a creation, or the text of a call; null where it cannot be told.</summary>
    public object? Of(IOperation model)
    {
        for (var step = 0; step < LongestTrail; step++)
        {
            model = OperationTree.WithoutConversions(model);
            if (OperationTree.ReferencedSymbol(model) is { } symbol)
            {
                var sources = values.Of(symbol).Select(source => Through(source.Value, source.Index)).Where(source => !IsNamed(source, symbol)).ToArray();
                if (sources.Length != 1 || (OperationTree.ReferencedSymbol(sources[0]) is null && !IsPrepare(sources[0])))
                    return symbol;
                model = sources[0];
                continue;
            }
            if (model is IInvocationOperation call)
            {
                if (IsPrepare(call) && call.Arguments.Length > 0)
                {
                    model = call.Arguments[0].Value;
                    continue;
                }
                return call.Syntax.ToString();
            }
            return model is IObjectCreationOperation ? model : null;
        }
        return null;
    }

    /// <summary>What a model that Prepare returned was given as: the argument at its place in the tuple.</summary>
    private IOperation Through(IOperation value, int index) =>
        value is IInvocationOperation call && IsPrepare(call) && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == index) is { } argument
            ? OperationTree.WithoutConversions(argument.Value)
            : value;

    private bool IsPrepare(IOperation operation) => operation is IInvocationOperation call && types.IsAccelerators(call.TargetMethod, "Prepare");

    private static bool IsNamed(IOperation operation, ISymbol symbol) => SymbolEqualityComparer.Default.Equals(OperationTree.ReferencedSymbol(operation), symbol);
}
