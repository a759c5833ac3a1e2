using Accelerate.Testing;

namespace Accelerate.Package.Tests;

/// <summary>Programs that consumers of the package run.</summary>
internal static class Programs
{
    /// <summary>The written loop of <c>samples/Quickstart</c>.</summary>
    public static string WrittenLoop => File.ReadAllText(Path.Combine(Repository.Root, "samples/Quickstart/Program.cs"));
}
