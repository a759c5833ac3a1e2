using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Usage;

/// <summary>Tells an assembly of tests: its fixtures construct what its tests share, and that is how tests are written.</summary>
internal static class TestCode
{
    private static readonly string[] Frameworks = ["Xunit", "NUnit", "TUnit", "TestTools"];

    /// <summary>Whether any method of the compilation's own is marked as a test by xunit, NUnit, MSTest or TUnit.</summary>
    public static bool IsDeclaredIn(Compilation compilation, CancellationToken cancellationToken)
    {
        if (!compilation.ReferencedAssemblyNames.Any(name => IsFramework(name.Name)))
            return false;
        var namespaces = new Stack<INamespaceOrTypeSymbol>([compilation.Assembly.GlobalNamespace]);
        while (namespaces.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var member in namespaces.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    namespaces.Push(inner);
                else if (member is IMethodSymbol method && method.GetAttributes().Any(attribute => IsTest(attribute.AttributeClass)))
                    return true;
            }
        }
        return false;
    }

    private static bool IsFramework(string assembly) =>
        assembly.StartsWith("xunit", StringComparison.OrdinalIgnoreCase)
        || assembly.StartsWith("nunit", StringComparison.OrdinalIgnoreCase)
        || assembly.StartsWith("TUnit", StringComparison.OrdinalIgnoreCase)
        || assembly.IndexOf("TestFramework", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsTest(INamedTypeSymbol? attribute)
    {
        for (var type = attribute; type is not null; type = type.BaseType)
        {
            for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            {
                if (Frameworks.Contains(space.Name))
                    return true;
            }
        }
        return false;
    }
}
