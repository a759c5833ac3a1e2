using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Roles;

/// <summary>The types that <c>Accelerator.Prepare</c> takes.</summary>
internal sealed class PrepareTypes(KnownTypes types)
{
    private readonly INamedTypeSymbol? _module = types.Get("TorchSharp.torch+nn+Module");
    private readonly INamedTypeSymbol? _optimizer = types.Get("TorchSharp.torch+optim+Optimizer");
    private readonly INamedTypeSymbol? _scheduler = types.Get("TorchSharp.torch+optim+lr_scheduler+LRScheduler");
    private readonly INamedTypeSymbol? _loader = types.Get("TorchSharp.Modules.DataLoader`2");
    private readonly INamedTypeSymbol? _parameter = types.Get("TorchSharp.Modules.Parameter");
    private readonly INamedTypeSymbol? _dataset = types.Get("TorchSharp.torch+utils+data+Dataset`1");

    public bool AreKnown => _module is not null && _optimizer is not null && _scheduler is not null && _loader is not null && _parameter is not null;

    /// <summary>The role of a value of a type; null for a type that has none.</summary>
    public PrepareRole? RoleOf(ITypeSymbol type)
    {
        if (type.Inherits(_module))
            return PrepareRole.Model;
        if (type.Inherits(_optimizer))
            return PrepareRole.Optimizer;
        if (type.Inherits(_scheduler))
            return PrepareRole.Scheduler;
        return type.Inherits(_loader) || ItemsOf(type) is { } item && CanBeBatch(item) ? PrepareRole.Loader : null;
    }

    /// <summary>
    /// Whether a sequence of such items can be a loader. Text, and the parts that <c>Prepare</c> takes one by one, are no batches; nor are
    /// the pairs of a dictionary, which is a batch itself.
    /// </summary>
    public bool CanBeBatch(ITypeSymbol item) =>
        item.SpecialType != SpecialType.System_Char
        && !(item is INamedTypeSymbol { MetadataName: "KeyValuePair`2", ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } })
        && !IsTupleWithParameter(item)
        && !item.Inherits(_parameter) && !item.Inherits(_module) && !item.Inherits(_optimizer) && !item.Inherits(_scheduler);

    /// <summary>What to do about an argument that has no role, as a sentence without its full stop.</summary>
    public string AdviceFor(ITypeSymbol type)
    {
        if (type.Inherits(_dataset))
            return "Pass a DataLoader over it";
        if (type is INamedTypeSymbol { IsTupleType: true })
            return "Pass its parts one by one";
        return ItemsOf(type) switch
        {
            { } item when item.Inherits(_parameter) || IsTupleWithParameter(item) => "Pass the model that the parameters belong to",
            { } item when RoleOf(item) is PrepareRole.Model or PrepareRole.Optimizer or PrepareRole.Scheduler => "Pass each of them by itself",
            _ => "Pass models, optimizers, loaders and schedulers only",
        };
    }

    // named_parameters() gives pairs of a name and a parameter.
    private bool IsTupleWithParameter(ITypeSymbol item) =>
        item is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(element => element.Type.Inherits(_parameter));

    private static ITypeSymbol? ItemsOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return array.ElementType;
        var sequence = new[] { type as INamedTypeSymbol }.Concat(type.AllInterfaces)
            .FirstOrDefault(candidate => candidate?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);
        return sequence?.TypeArguments[0];
    }
}
