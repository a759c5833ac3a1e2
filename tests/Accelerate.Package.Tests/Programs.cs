using Accelerate.Testing;

namespace Accelerate.Package.Tests;

/// <summary>Programs that consumers of the package run.</summary>
internal static class Programs
{
    /// <summary>The written loop of <c>samples/Quickstart</c>.</summary>
    public static string WrittenLoop => File.ReadAllText(Path.Combine(Repository.Root, "samples/Quickstart/Program.cs"));

    /// <summary>The <c>[AcceleratedTraining]</c> class of <c>samples/file-based</c>, without what makes it a program of one file.</summary>
    public static string GeneratedLoop =>
        string.Join('\n', File.ReadLines(Path.Combine(Repository.Root, "samples/file-based/train.cs")).Where(line => !line.StartsWith('#')));
}
