using Accelerate.OperatorGenerator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>
/// Reads the arguments of operator calls. How one is handed over follows from its type: that of a parameter, a
/// literal or a cast; an expression that shows none of these counts as a plain value.
/// </summary>
internal sealed class ArgumentParser(ParameterListSyntax parameters, bool isStatic)
{
    private readonly Dictionary<string, ArgumentKind> _parameters = parameters.Parameters
        .ToDictionary(parameter => parameter.Identifier.ValueText, parameter => KindOf(parameter.Type));

    public Argument Parse(ExpressionSyntax expression, int index)
    {
        if (expression.DescendantNodesAndSelf().Any(node => node.IsKind(SyntaxKind.ThisExpression)) && isStatic)
            throw new MalformedLineException("'this' in a static method: name the parameter instead.");
        var kind = KindOf(expression);
        var name = (expression as IdentifierNameSyntax)?.Identifier.ValueText;
        var isParameter = name is not null && _parameters.ContainsKey(name);
        var value = kind is ArgumentKind.Value or ArgumentKind.Tensor ? expression : WithoutCast(expression);
        return new(
            kind,
            kind is ArgumentKind.None or ArgumentKind.Default ? "" : value.ToString(),
            isParameter ? name! : $"argument{index}",
            isParameter);
    }

    /// <summary>What a call mentions that owns something in libtorch: this, tensors and generators among the parameters.</summary>
    public IEnumerable<string> OwnersIn(ArgumentListSyntax arguments)
    {
        if (arguments.DescendantNodes().Any(node => node.IsKind(SyntaxKind.ThisExpression)))
            yield return "this";
        var mentioned = new HashSet<string>(CallParser.Identifiers(arguments));
        foreach (var parameter in parameters.Parameters)
        {
            if (mentioned.Contains(parameter.Identifier.ValueText) && parameter.Type?.ToString().TrimEnd('?') is "Tensor" or "Generator")
                yield return parameter.Identifier.Text;
        }
    }

    private ArgumentKind KindOf(ExpressionSyntax expression) => expression switch
    {
        ThisExpressionSyntax => ArgumentKind.Tensor,
        LiteralExpressionSyntax literal => literal.Kind() switch
        {
            SyntaxKind.NullLiteralExpression => ArgumentKind.None,
            SyntaxKind.DefaultLiteralExpression => ArgumentKind.Default,
            SyntaxKind.StringLiteralExpression => ArgumentKind.Text,
            _ => ArgumentKind.Value,
        },
        IdentifierNameSyntax name when _parameters.TryGetValue(name.Identifier.ValueText, out var kind) => kind,
        CollectionExpressionSyntax => ArgumentKind.Int64Span,
        CastExpressionSyntax cast => KindOf(cast.Type),
        ParenthesizedExpressionSyntax inner => KindOf(inner.Expression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => KindOfEither(choice.Left, choice.Right),
        ConditionalExpressionSyntax choice => KindOfEither(choice.WhenTrue, choice.WhenFalse),
        _ => ArgumentKind.Value,
    };

    private ArgumentKind KindOfEither(ExpressionSyntax first, ExpressionSyntax second) => KindOf(first) switch
    {
        ArgumentKind.None or ArgumentKind.Value => KindOf(second),
        var kind => kind,
    };

    private static ArgumentKind KindOf(TypeSyntax? type) => type?.ToString().TrimEnd('?') switch
    {
        "Tensor" => ArgumentKind.Tensor,
        "string" => ArgumentKind.Text,
        "long[]" => ArgumentKind.Int64Array,
        "ReadOnlySpan<long>" => ArgumentKind.Int64Span,
        "double[]" => ArgumentKind.DoubleArray,
        "bool[]" => ArgumentKind.BoolArray,
        "Tensor[]" or "IList<Tensor>" or "IEnumerable<Tensor>" or "ReadOnlySpan<Tensor>" => ArgumentKind.TensorList,
        _ => ArgumentKind.Value,
    };

    // The local that holds a list or a text has the type already.
    private static ExpressionSyntax WithoutCast(ExpressionSyntax expression) =>
        expression is CastExpressionSyntax cast ? cast.Expression : expression;
}
