using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers;

/// <summary>Questions about symbols that several rules ask.</summary>
internal static class Symbols
{
    public static bool HasAttribute(this ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute is not null && symbol.GetAttributes().Any(given => SymbolEqualityComparer.Default.Equals(given.AttributeClass, attribute));

    /// <summary>Whether a type is another one or derives from it, or a type parameter's constraint says so. A generic type stands for all its constructions.</summary>
    public static bool Inherits(this ITypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        for (var candidate = type; candidate is not null; candidate = candidate is ITypeParameterSymbol parameter ? parameter.ConstraintTypes.FirstOrDefault() : candidate.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, ancestor))
                return true;
        }
        return false;
    }
}
