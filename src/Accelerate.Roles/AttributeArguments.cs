using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Reads the arguments of attributes.</summary>
internal static class AttributeArguments
{
    /// <summary>The value given to a property; the default of its type where none is.</summary>
    public static T? Argument<T>(this AttributeData attribute, string name, T? otherwise = default)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value.Value is T value ? value : otherwise;
        }
        return otherwise;
    }

    /// <summary>The text that the attribute is constructed with.</summary>
    public static string? Text(this AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault().Value as string;
}
