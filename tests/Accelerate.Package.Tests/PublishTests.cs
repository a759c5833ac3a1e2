using System.Runtime.InteropServices;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class PublishTests(PackedPackage package)
{
    [Fact]
    public void A_program_published_trimmed_and_self_contained_trains()
    {
        var platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop, "<PublishTrimmed>true</PublishTrimmed><TrimmerSingleWarn>false</TrimmerSingleWarn>");

        consumer.Dotnet("publish", "-r", platform, "--self-contained", "-warnaserror", "-o", "published", "-v", "quiet", "-nologo").Succeeds();
        var run = consumer.Run("published/App", "model").Succeeds();

        Assert.Contains("saved to model", run.Output, StringComparison.Ordinal);
    }
}
