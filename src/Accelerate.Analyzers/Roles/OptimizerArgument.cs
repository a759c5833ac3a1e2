using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.Analyzers.Roles;

/// <summary>Finds <c>Optimizer = …</c> in the <c>[TrainingStep]</c> of a method.</summary>
internal static class OptimizerArgument
{
    public static AttributeArgumentSyntax? Find(ISymbol step, CancellationToken cancellation)
    {
        foreach (var attribute in step.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "TrainingStepAttribute"
                && attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments })
                return arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "Optimizer");
        }
        return null;
    }
}
