using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>Finds the calls that make a function a training function.</summary>
internal static class TrainingCallFinder
{
    public static TrainingCalls CallNamed(string? method) => method switch
    {
        "Prepare" => TrainingCalls.Prepare,
        "Backward" or "Accumulate" => TrainingCalls.Step,
        _ => TrainingCalls.None,
    };

    /// <summary>What a reference to an accelerator is used to call.</summary>
    public static TrainingCalls CallOn(IOperation reference)
    {
        var operation = reference;
        while (operation.Parent is IConversionOperation or IParenthesizedOperation)
            operation = operation.Parent;
        return operation.Parent is IInvocationOperation call && call.Instance == operation ? CallNamed(call.TargetMethod.Name) : TrainingCalls.None;
    }

    /// <summary>
    /// What a function calls on one of its parameters, an accelerator. A rule has no semantic model of another file, but the name of a
    /// parameter can be taken by nothing else in its function, except by a parameter of a static function in it.
    /// </summary>
    public static TrainingCalls CallsOn(IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        var calls = TrainingCalls.None;
        foreach (var reference in parameter.ContainingSymbol.DeclaringSyntaxReferences)
        {
            var names = reference.GetSyntax(cancellationToken).DescendantNodes(node => !IsStaticFunctionInside(node, reference)).OfType<IdentifierNameSyntax>();
            foreach (var name in names.Where(name => name.Identifier.ValueText == parameter.Name))
            {
                if (name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access && access.Expression == name)
                    calls |= CallNamed(access.Name.Identifier.ValueText);
            }
        }
        return calls;
    }

    private static bool IsStaticFunctionInside(SyntaxNode node, SyntaxReference function) => node.Span != function.Span && node switch
    {
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };
}
