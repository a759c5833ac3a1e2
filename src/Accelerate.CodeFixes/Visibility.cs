using Microsoft.CodeAnalysis;

namespace Accelerate.CodeFixes;

/// <summary>Who may depend on a member that a fix would change.</summary>
internal static class Visibility
{
    /// <summary>Whether other assemblies can see a symbol.</summary>
    public static bool IsPublic(ISymbol symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal or Accessibility.NotApplicable)
                return false;
        }
        return true;
    }

    public static bool ImplementsInterface(ISymbol member) =>
        member.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(member.Name))
            .Any(declared => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(declared), member));
}
