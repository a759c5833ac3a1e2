using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Finds the methods of a type that have a role, those of its base classes first, in the order they are written.</summary>
internal static class RoleMembers
{
    private static readonly Role[] s_roles = (Role[])Enum.GetValues(typeof(Role));

    /// <summary>The role of a method; null if it has none. Of several the first counts.</summary>
    public static RoleMember? Of(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            foreach (var role in s_roles)
            {
                if (KnownTypes.IsOurs(attribute.AttributeClass, $"{role}Attribute"))
                    return new(role, method, attribute);
            }
        }
        return null;
    }

    public static int CountOf(IMethodSymbol method) =>
        method.GetAttributes().Count(attribute => s_roles.Any(role => KnownTypes.IsOurs(attribute.AttributeClass, $"{role}Attribute")));

    /// <summary>The methods that have a role. One that overrides another takes its place.</summary>
    public static List<RoleMember> Find(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var found = new List<RoleMember>();
        foreach (var level in Levels(type))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var method in InOrder(level.GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary)))
            {
                var place = found.FindIndex(member => SymbolEqualityComparer.Default.Equals(member.Method, method.OverriddenMethod));
                if (place >= 0)
                    found[place] = Of(method) ?? found[place] with { Method = method };
                else if (Of(method) is { } member)
                    found.Add(member);
            }
        }
        return found;
    }

    /// <summary>The type and its base classes, from the first base.</summary>
    public static IEnumerable<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is { SpecialType: not SpecialType.System_Object }; level = level.BaseType)
            levels.Push(level);
        return levels;
    }

    /// <summary>Members in the order they are written, whatever the order of their files.</summary>
    public static IEnumerable<T> InOrder<T>(IEnumerable<T> members)
        where T : ISymbol =>
        members
            .OrderBy(FileOf, StringComparer.Ordinal)
            .ThenBy(member => member.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);

    public static string FileOf<T>(T member)
        where T : ISymbol => member.Locations.FirstOrDefault()?.SourceTree?.FilePath ?? "";
}
