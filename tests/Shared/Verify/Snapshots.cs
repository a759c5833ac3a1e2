using System.Runtime.CompilerServices;
using VerifyTests;

namespace Accelerate.Testing;

/// <summary>Has Verify itself compare text with the files that the helper of the same name compares it with; with <c>-p:Snapshots=Verify</c>.</summary>
internal static class Snapshots
{
    /// <param name="received">The text that came out.</param>
    /// <param name="name">Where a test has several snapshots: what tells this one apart.</param>
    /// <param name="file">The test's source file; the compiler fills it in.</param>
    /// <param name="test">The test; the compiler fills it in.</param>
    public static void Verify(string received, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var source = Repository.PathOf(file);
        var settings = new VerifySettings();
        settings.DisableDiff();
        using var verifier = new InnerVerifier(source, settings, Path.GetFileNameWithoutExtension(source), name is null ? test : $"{test}.{name}", methodParameters: null, new PathInfo());
        verifier.VerifyString(received.ReplaceLineEndings("\n").TrimEnd('\n') + "\n", "txt").GetAwaiter().GetResult();
    }
}
