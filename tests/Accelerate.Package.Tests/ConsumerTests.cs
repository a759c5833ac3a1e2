using Accelerate.Testing;
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
        using var consumer = Consumer.WithSample(package, "file-based");

        var run = consumer.Dotnet("run", "train.cs", "--epochs", "2", "--output", "run").Succeeds();

        Assert.Matches(@"epoch 2: training loss [\d.]+, validation accuracy [\d.]+", run.Output);
        Assert.True(File.Exists(consumer.PathOf("run/model.safetensors")));
        Assert.DoesNotContain("warning", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_trains_on_two_processes()
    {
        using var consumer = Consumer.WithSample(package, "file-based");
        var tool = Path.Combine(Repository.Root, "src", "Accelerate.Cli", "bin", BuildSettings.Configuration, "net10.0", "Accelerate.Cli.dll");

        var run = consumer.Dotnet(tool, "launch", "--num-processes", "2", "train.cs", "--epochs", "2", "--output", "run").Succeeds();

        Assert.Matches(@"\[rank 0\] epoch 2: training loss [\d.]+, validation accuracy [\d.]+", run.Output);
        Assert.DoesNotContain("[rank 1] epoch", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(consumer.PathOf("run/model.safetensors")));
    }

    [Fact]
    public void A_mistake_in_a_file_is_reported_where_it_is()
    {
        using var consumer = Consumer.WithSample(package, "file-based");
        consumer.Replace("train.cs", "internal sealed partial class Spirals", "internal sealed class Spirals");

        var run = consumer.Dotnet("run", "train.cs").Fails();

        Assert.Matches(@"train\.cs\(\d+,23\): error ACC1001", run.Output);
    }
}
