using Accelerate.OperatorGenerator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>Reads one method of an operator list with the compiler's own parser.</summary>
internal static class MethodParser
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    /// <param name="line">The line, without white space around it.</param>
    /// <param name="isInstance">Whether its section is one of instance methods.</param>
    public static Method Parse(string line, bool isInstance)
    {
        var declaration = SyntaxFactory.ParseMemberDeclaration(line.TrimEnd(';') + ";", options: s_options, consumeFullText: true);
        if (declaration?.GetDiagnostics().FirstOrDefault() is { } error)
            throw new MalformedLineException($"Not a C# method: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        if (declaration is not MethodDeclarationSyntax { ExpressionBody: { } body } method)
            throw new MalformedLineException("A line is a method with an expression: Tensor relu() => relu(this)");

        var isStatic = !isInstance || method.Modifiers.Any(SyntaxKind.StaticKeyword);
        var arguments = new ArgumentParser(method.ParameterList, isStatic);
        var result = ResultParser.Parse(method.ReturnType);
        var calls = CallsOf(body.Expression, arguments, result).ToList();

        var mentioned = new HashSet<string>(CallParser.Mentioned(body.Expression));
        var requiresGradient = false;
        var refusesNames = false;
        foreach (var parameter in method.ParameterList.Parameters)
        {
            if (mentioned.Contains(parameter.Identifier.ValueText))
                continue;
            if (parameter.Identifier.ValueText == "requires_grad" && result.Kind == ResultKind.Tensor)
                requiresGradient = true;
            else if (parameter.Identifier.ValueText == "names")
                refusesNames = true;
            else
                throw new MalformedLineException($"The parameter '{parameter.Identifier.ValueText}' is not used: hand it to the operator.");
        }

        var signature = line.Substring(0, body.SpanStart).TrimEnd();
        return new(ModifiersOf(method, isInstance) + signature, result, new(calls), requiresGradient, refusesNames);
    }

    /// <summary>The modifiers that a line may leave out; one that names its accessibility names all.</summary>
    private static string ModifiersOf(MethodDeclarationSyntax method, bool isInstance)
    {
        if (method.Modifiers.Any(SyntaxKind.InternalKeyword) || method.Modifiers.Any(SyntaxKind.PrivateKeyword))
            return "";
        return isInstance || method.Modifiers.Any(SyntaxKind.StaticKeyword) ? "public " : "public static ";
    }

    private static IEnumerable<OperatorCall> CallsOf(ExpressionSyntax expression, ArgumentParser arguments, ResultShape result)
    {
        while (expression is ConditionalExpressionSyntax choice)
        {
            yield return CallParser.Parse(choice.WhenTrue, choice.Condition.ToString(), arguments, result);
            expression = choice.WhenFalse;
        }
        yield return CallParser.Parse(expression, null, arguments, result);
    }
}
