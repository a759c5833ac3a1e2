using Accelerate.Roles;
using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Sharding;

/// <summary>The types that sharding is about, found once per compilation.</summary>
internal sealed class ShardingTypes
{
    private readonly INamedTypeSymbol? _trainingAttribute;
    private readonly INamedTypeSymbol _module;

    private ShardingTypes(KnownTypes types, INamedTypeSymbol module)
    {
        _module = module;
        _trainingAttribute = types.AcceleratedTraining;
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

    public bool IsModel(ITypeSymbol? type) => type.Inherits(_module);

    public AttributeData? TrainingAttributeOf(INamedTypeSymbol? type) =>
        type?.GetAttributes().FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _trainingAttribute) && _trainingAttribute is not null);

    /// <summary>The methods with the role of a model, of a class and of those it derives from, those of the base first.</summary>
    public static IReadOnlyList<IMethodSymbol> ModelRolesOf(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        [.. RoleMembers.Find(type, cancellationToken).Where(member => member.Role == Role.Model).Select(member => member.Method)];
}
