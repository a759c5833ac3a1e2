using Xunit;

namespace Accelerate.Package.Tests;

public sealed class ConsumerTests(PackedPackage package)
{
    [Fact]
    public void A_project_trains_with_one_package_reference()
    {
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop);

        consumer.Dotnet("build", "-warnaserror", "-v", "quiet", "-nologo").Succeeds();
        var run = consumer.Dotnet("bin/Debug/net10.0/App.dll", "model").Succeeds();

        Assert.Contains("saved to model", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(consumer.PathOf("model/model.safetensors")));
    }

    [Fact]
    public void A_file_trains_by_itself()
    {
        using var consumer = new Consumer(package);
        consumer.Write("train.cs", $"""
            #:package Accelerate@{package.Version}
            #:property PublishAot=false
            {Programs.WrittenLoop}
            """);

        var run = consumer.Dotnet("run", "train.cs", "model").Succeeds();

        Assert.Contains("saved to model", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(consumer.PathOf("model/model.safetensors")));
    }
}
