using Accelerate.Testing;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class ShimTests(PackedPackage package)
{
    [Fact]
    public void A_consumer_compiles_the_shim_for_a_libtorch_of_its_own()
    {
        LongTests.SkipUnlessAsked();
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop);

        consumer.Dotnet("build", "-p:BuildAccelerateShim=true", "-v", "quiet", "-nologo").Succeeds();
        var run = consumer.Dotnet("bin/Debug/net10.0/App.dll", "model").Succeeds();

        Assert.True(File.Exists(consumer.PathOf("bin/Debug/net10.0/libaccelerate_native.so")));
        Assert.False(Directory.Exists(consumer.PathOf("bin/Debug/net10.0/runtimes")), "The packaged shim is left out.");
        Assert.Contains("saved to model", run.Output, StringComparison.Ordinal);
    }
}
