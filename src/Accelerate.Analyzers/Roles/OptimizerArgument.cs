using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.Analyzers.Roles;

/// <summary>Finds <c>Optimizer = …</c> in the <c>[TrainingStep]</c> of a method.</summary>
internal static class OptimizerArgument
{
    public static AttributeArgumentSyntax? Find(ISymbol step, CancellationToken cancellation) =>
        step is IMethodSymbol method && RoleMembers.Of(method)?.Attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == nameof(Role.Optimizer))
            : null;
}
