using Accelerate.OperatorGenerator.Model;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>Reads what a method returns.</summary>
internal static class ResultParser
{
    public static ResultShape Parse(TypeSyntax type) => type switch
    {
        TupleTypeSyntax tuple when tuple.Elements.All(element => IsTensor(element.Type)) =>
            new(ResultKind.TensorTuple, tuple.Elements.Count, type.ToString()),
        _ when IsTensor(type) => new(ResultKind.Tensor, 1, type.ToString()),
        _ => type.ToString() switch
        {
            "void" => new(ResultKind.Void, 0, "void"),
            "Tensor[]" or "IList<Tensor>" or "IEnumerable<Tensor>" => new(ResultKind.TensorList, 1, type.ToString()),
            "bool" => new(ResultKind.Bool, 1, "bool"),
            "long" or "int" or "ScalarType" => new(ResultKind.Int64, 1, type.ToString()),
            "double" => new(ResultKind.Double, 1, "double"),
            var other => throw new MalformedLineException(
                $"'{other}' is no result an operator can have: use Tensor, a tuple of tensors, Tensor[], bool, long, int, ScalarType, double or void."),
        },
    };

    private static bool IsTensor(TypeSyntax type) => type.ToString() is "Tensor" or "Tensor?";
}
