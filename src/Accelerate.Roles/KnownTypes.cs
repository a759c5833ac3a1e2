using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Recognizes the types that roles are about, by their names, from the inside out.</summary>
internal static class KnownTypes
{
    private static readonly string[] s_tensor = ["Tensor", "torch", "TorchSharp"];
    private static readonly string[] s_module = ["Module", "nn", "torch", "TorchSharp"];
    private static readonly string[] s_optimizer = ["Optimizer", "optim", "torch", "TorchSharp"];
    private static readonly string[] s_scheduler = ["LRScheduler", "lr_scheduler", "optim", "torch", "TorchSharp"];
    private static readonly string[] s_dataLoader = ["DataLoader", "Modules", "TorchSharp"];

    public static bool IsTensor(ITypeSymbol type) => Inherits(type, 0, s_tensor) is not null;

    public static bool IsModel(ITypeSymbol type) => Inherits(type, 0, s_module) is not null;

    public static bool IsOptimizer(ITypeSymbol type) => Inherits(type, 0, s_optimizer) is not null;

    public static bool IsScheduler(ITypeSymbol type) => Inherits(type, 0, s_scheduler) is not null;

    public static bool IsBatchAttribute(AttributeData attribute) => IsOurs(attribute.AttributeClass, "BatchAttribute");

    /// <summary>The type of the batches of a data loader or another sequence; null for any other type.</summary>
    public static ITypeSymbol? BatchOf(ITypeSymbol type)
    {
        if (Inherits(type, 2, s_dataLoader) is { } loader)
            return loader.TypeArguments[1];
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return array.ElementType;
        IEnumerable<INamedTypeSymbol> interfaces = type is INamedTypeSymbol { TypeKind: TypeKind.Interface } named ? [named, .. type.AllInterfaces] : type.AllInterfaces;
        var sequences = interfaces.Where(sequence => sequence.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T).ToArray();
        return sequences.Length == 1 ? sequences[0].TypeArguments[0] : null;
    }

    /// <summary>Whether a type is one of ours, directly in the namespace <c>Accelerate</c>.</summary>
    public static bool IsOurs(ITypeSymbol? type, string name) =>
        type is { ContainingType: null, ContainingNamespace: { Name: "Accelerate", ContainingNamespace.IsGlobalNamespace: true } } && type.MetadataName == name;

    public static bool IsCancellationToken(ITypeSymbol type) =>
        type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    private static INamedTypeSymbol? Inherits(ITypeSymbol type, int arity, string[] names)
    {
        for (ITypeSymbol? candidate = type; candidate is not null; candidate = candidate is ITypeParameterSymbol parameter ? parameter.ConstraintTypes.FirstOrDefault() : candidate.BaseType)
        {
            if (candidate is INamedTypeSymbol named && named.Arity == arity && HasName(named, names))
                return named;
        }
        return null;
    }

    private static bool HasName(ISymbol symbol, string[] names)
    {
        ISymbol? part = symbol;
        foreach (var name in names)
        {
            if (part is null || part.Name != name)
                return false;
            part = part.ContainingSymbol;
        }
        return part is INamespaceSymbol { IsGlobalNamespace: true };
    }
}
