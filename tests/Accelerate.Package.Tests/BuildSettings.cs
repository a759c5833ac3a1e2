using System.Reflection;

namespace Accelerate.Package.Tests;

/// <summary>How this test project itself was built.</summary>
internal static class BuildSettings
{
    /// <summary>Debug or Release: the configuration that the package is made from.</summary>
    public static string Configuration { get; } = Read("Configuration");

    /// <summary>The folders of the packages that this machine already holds.</summary>
    public static string[] PackageFolders { get; } = Read("PackageFolders").Split(';', StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string name) =>
        typeof(BuildSettings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
}
