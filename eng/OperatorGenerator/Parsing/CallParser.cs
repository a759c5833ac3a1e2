using Accelerate.OperatorGenerator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>Reads the call of one operator.</summary>
internal static class CallParser
{
    public static OperatorCall Parse(ExpressionSyntax expression, string? condition, ArgumentParser arguments, ResultShape result)
    {
        if (expression is not InvocationExpressionSyntax invocation || TargetOf(invocation.Expression) is not var (name, overload))
        {
            throw new MalformedLineException(
                $"'{expression}' is no call of an operator: write name(arguments) or name.overload(arguments), or choose between calls with condition ? call : call.");
        }

        var parsed = invocation.ArgumentList.Arguments
            .Select((argument, index) => argument.NameColon is null && argument.RefKindKeyword.Text.Length == 0
                ? arguments.Parse(argument.Expression, index)
                : throw new MalformedLineException($"'{argument}': arguments go by position and by value, in the order of the operator's schema."))
            .ToList();
        var written = WrittenBy(name, overload, parsed);
        if (written is not null && result.Kind is not (ResultKind.Tensor or ResultKind.Void))
            throw new MalformedLineException($"'{name}' writes into '{written}' and returns it, so the method returns Tensor, not '{result.Type}'.");
        return new(condition, name, overload, new(parsed), new(arguments.OwnersIn(invocation.ArgumentList)), written);
    }

    /// <summary>The names mentioned in arguments and conditions; names of operators do not count.</summary>
    public static IEnumerable<string> Mentioned(ExpressionSyntax expression) => expression switch
    {
        ConditionalExpressionSyntax choice => Identifiers(choice.Condition).Concat(Mentioned(choice.WhenTrue)).Concat(Mentioned(choice.WhenFalse)),
        InvocationExpressionSyntax invocation => Identifiers(invocation.ArgumentList),
        _ => [],
    };

    internal static IEnumerable<string> Identifiers(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);

    private static (string Name, string Overload)? TargetOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => (name.Identifier.ValueText, ""),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name: IdentifierNameSyntax overload } =>
            (name.Identifier.ValueText, overload.Identifier.ValueText),
        _ => null,
    };

    /// <summary>
    /// PyTorch's conventions: an operator whose name ends in one underscore writes into its first argument (two of
    /// them, as in <c>__and__</c>, mean something else), an overload for output into its last.
    /// </summary>
    private static string? WrittenBy(string name, string overload, List<Argument> arguments)
    {
        var inPlace = name.EndsWith("_", StringComparison.Ordinal) && !name.EndsWith("__", StringComparison.Ordinal);
        var output = overload == "out" || overload.EndsWith("_out", StringComparison.Ordinal);
        if (!inPlace && !output)
            return null;
        var written = inPlace ? arguments.FirstOrDefault() : arguments.LastOrDefault();
        return written is { Kind: ArgumentKind.Tensor }
            ? written.Expression
            : throw new MalformedLineException($"'{name}' writes into its {(inPlace ? "first" : "last")} argument, which has to be this or a Tensor parameter.");
    }
}
