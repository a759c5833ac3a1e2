using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Sharding;

/// <summary>The types that sharding is about, found once per compilation.</summary>
internal sealed class ShardingTypes
{
    private readonly INamedTypeSymbol? _trainingAttribute;
    private readonly INamedTypeSymbol? _modelAttribute;
    private readonly INamedTypeSymbol _module;

    private ShardingTypes(KnownTypes types, INamedTypeSymbol module)
    {
        _module = module;
        _trainingAttribute = types.AcceleratedTraining;
        _modelAttribute = types.Get("Accelerate.ModelAttribute");
        Accelerator = types.Accelerator;
        Options = types.Get("Accelerate.AcceleratorOptions");
        ShardingOptions = types.Get("Accelerate.ShardingOptions");
    }

    public INamedTypeSymbol Accelerator { get; }

    public INamedTypeSymbol? Options { get; }

    public INamedTypeSymbol? ShardingOptions { get; }

    /// <summary>The types, or null where there are no models.</summary>
    public static ShardingTypes? Find(KnownTypes types) => types.Get("TorchSharp.torch+nn+Module") is { } module ? new(types, module) : null;

    /// <summary>Whether a method is one of <c>Accelerator</c>'s with the name.</summary>
    public bool IsAccelerators(IMethodSymbol method, string name) => method.Name == name && SymbolEqualityComparer.Default.Equals(method.ContainingType, Accelerator);

    public bool IsModel(ITypeSymbol? type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate is ITypeParameterSymbol parameter ? parameter.ConstraintTypes.FirstOrDefault() : candidate.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate, _module))
                return true;
        }
        return false;
    }

    public AttributeData? TrainingAttributeOf(INamedTypeSymbol? type) =>
        type?.GetAttributes().FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _trainingAttribute) && _trainingAttribute is not null);

    /// <summary>The methods with the role of a model, of a class and of those it derives from, those of the base first.</summary>
    public IReadOnlyList<IMethodSymbol> ModelRolesOf(INamedTypeSymbol type)
    {
        var roles = new List<IMethodSymbol>();
        for (var current = type; current is not null && _modelAttribute is not null; current = current.BaseType)
        {
            roles.InsertRange(0, current.GetMembers().OfType<IMethodSymbol>().Where(method =>
                method.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _modelAttribute))));
        }
        return roles;
    }
}
