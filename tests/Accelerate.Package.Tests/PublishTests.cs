using System.Runtime.InteropServices;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class PublishTests(PackedPackage package)
{
    [Fact]
    public void A_written_loop_published_trimmed_and_self_contained_trains() =>
        Assert.Contains("saved to model", PublishAndRun(Programs.WrittenLoop, "model"), StringComparison.Ordinal);

    [Fact]
    public void A_generated_loop_published_trimmed_and_self_contained_trains() =>
        Assert.Contains("validation accuracy:", PublishAndRun(Programs.GeneratedLoop, "--epochs", "1", "--mixed-precision", "BF16"), StringComparison.Ordinal);

    private string PublishAndRun(string program, params string[] arguments)
    {
        var platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        using var consumer = Consumer.WithProject(package, program, "<PublishTrimmed>true</PublishTrimmed><TrimmerSingleWarn>false</TrimmerSingleWarn>");
        consumer.Dotnet("publish", "-r", platform, "--self-contained", "-warnaserror", "-o", "published", "-v", "quiet", "-nologo").Succeeds();
        return consumer.Run("published/App", arguments).Succeeds().Output;
    }
}
