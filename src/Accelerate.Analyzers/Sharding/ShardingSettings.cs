using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Sharding;

/// <summary>Finds out what an accelerator is configured with: by its options, by the attribute of the class around it, or by a configuration file.</summary>
internal sealed class ShardingSettings(ShardingTypes types, ShardingSetting file)
{
    private const int LongestTrail = 8;

    /// <summary>What holds for an accelerator that an expression names or creates.</summary>
    public ShardingSetting Of(IOperation accelerator, INamedTypeSymbol? type, SymbolValues values) =>
        OfOptions(accelerator, values).Or(OfAttribute(type)).Or(file);

    /// <summary>What holds for the generated loop of a class.</summary>
    public ShardingSetting Of(INamedTypeSymbol type) => OfAttribute(type).Or(file);

    /// <summary>What the options say that the accelerator is created with, if they can be seen.</summary>
    public ShardingSetting OfOptions(IOperation accelerator, SymbolValues values)
    {
        if (Creation(accelerator, values, types.Accelerator) is not { Arguments.Length: > 0 } creation)
            return ShardingSetting.Unset;
        if (Creation(creation.Arguments[0].Value, values, types.Options) is not { Initializer: { } initializer })
            return ShardingSetting.Unset;
        if (ValueOf(initializer, "Sharding") is not { } value || value.ConstantValue is { HasValue: true, Value: null })
            return ShardingSetting.Unset;
        if (Creation(value, values, types.ShardingOptions) is not { } sharding)
            return ShardingSetting.None;
        if (sharding.Initializer is null || ValueOf(sharding.Initializer, "ZeroStage") is not { } stage)
            return ShardingSetting.Because("AcceleratorOptions.Sharding is set");
        return stage.ConstantValue is { HasValue: true, Value: int number } ? ShardingSetting.OfStage(number, "AcceleratorOptions.Sharding.ZeroStage") : ShardingSetting.None;
    }

    private ShardingSetting OfAttribute(INamedTypeSymbol? type)
    {
        foreach (var argument in types.TrainingAttributeOf(type)?.NamedArguments ?? [])
        {
            if (argument is { Key: "ZeroStage", Value.Value: int stage })
                return ShardingSetting.OfStage(stage, "AcceleratedTraining.ZeroStage");
        }
        return ShardingSetting.Unset;
    }

    /// <summary>The one creation of an object of the type that an expression leads to, through names with one value each.</summary>
    private static IObjectCreationOperation? Creation(IOperation expression, SymbolValues values, INamedTypeSymbol? type)
    {
        for (var step = 0; step < LongestTrail; step++)
        {
            expression = OperationTree.WithoutConversions(expression);
            if (expression is IObjectCreationOperation creation)
                return SymbolEqualityComparer.Default.Equals(creation.Type, type) ? creation : null;
            if (OperationTree.ReferencedSymbol(expression) is not { } symbol || values.Of(symbol) is not { Count: 1 } sources)
                return null;
            expression = sources[0].Value;
        }
        return null;
    }

    private static IOperation? ValueOf(IObjectOrCollectionInitializerOperation initializer, string property) => initializer.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .Where(assignment => assignment.Target is IPropertyReferenceOperation target && target.Property.Name == property)
        .Select(static assignment => OperationTree.WithoutConversions(assignment.Value))
        .FirstOrDefault();
}
