using Accelerate.Roles;
using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Roles;

/// <summary>The attributes that give a member a role in a training program.</summary>
internal sealed class RoleAttributes
{
    private static readonly string[] s_names = [.. Enum.GetNames(typeof(Role)), "Hyperparameter"];

    private readonly HashSet<ISymbol> _attributes = new(SymbolEqualityComparer.Default);

    private RoleAttributes(INamedTypeSymbol training) => Training = training;

    /// <summary>The attribute of the class itself.</summary>
    public INamedTypeSymbol Training { get; }

    /// <summary>The attributes, or null if the referenced Accelerate has none.</summary>
    public static RoleAttributes? Find(Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName(RoleParser.AttributeName) is not { } training)
            return null;
        var found = new RoleAttributes(training);
        foreach (var name in s_names)
        {
            if (compilation.GetTypeByMetadataName($"Accelerate.{name}Attribute") is { } attribute)
                found._attributes.Add(attribute);
        }
        return found;
    }

    /// <summary>The first role of a member; null if it has none.</summary>
    public AttributeData? RoleOf(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && _attributes.Contains(type))
                return attribute;
        }
        return null;
    }

    public bool IsTraining(INamedTypeSymbol type) => type.HasAttribute(Training);
}
