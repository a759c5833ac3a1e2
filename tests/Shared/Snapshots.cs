using System.Runtime.CompilerServices;
using Xunit;

namespace Accelerate.Testing;

/// <summary>
/// Compares text with a checked-in file, by the file names of Verify: <c>Class.Method.verified.txt</c> beside the test
/// holds what is right, and <c>Class.Method.received.txt</c> is written when something else came out.
/// </summary>
internal static class Snapshots
{
    /// <param name="received">The text that came out.</param>
    /// <param name="name">Where a test has several snapshots: what tells this one apart.</param>
    /// <param name="file">The test's source file; the compiler fills it in.</param>
    /// <param name="test">The test; the compiler fills it in.</param>
    public static void Verify(string received, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var source = Repository.PathOf(file);
        var stem = Path.Combine(
            Path.GetDirectoryName(source)!,
            $"{Path.GetFileNameWithoutExtension(source)}.{test}{(name is null ? "" : $".{name}")}");
        var verifiedPath = $"{stem}.verified.txt";
        var receivedPath = $"{stem}.received.txt";
        received = received.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).ReplaceLineEndings("\n") : null;
        if (received == verified)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received);
        Assert.Fail($"{(verified is null ? $"There is no {verifiedPath} yet." : $"What came out differs from {verifiedPath} at line {FirstDifference(verified, received)}.")}\n"
            + $"If this is right: mv '{receivedPath}' '{verifiedPath}'\n\n{received}");
    }

    private static int FirstDifference(string verified, string received)
    {
        var (left, right) = (verified.Split('\n'), received.Split('\n'));
        var line = 0;
        while (line < Math.Min(left.Length, right.Length) && left[line] == right[line])
            line++;
        return line + 1;
    }
}
