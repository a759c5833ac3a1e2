using System.Text.Json;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class FrontEndChoiceTests(PackedPackage package)
{
    [Fact]
    public void The_bundled_front_end_is_the_default_and_gives_way_to_the_TorchSharp_package()
    {
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop);
        consumer.Dotnet("restore", "-v", "quiet").Succeeds();

        Assert.Equal("Bundled, refers to TorchSharp", Evaluate());
        Assert.Equal("TorchSharp, refers to ", Evaluate("-p:TorchFrontEnd=TorchSharp"));

        string Evaluate(params string[] options)
        {
            var result = consumer.Dotnet(["msbuild", "-getProperty:TorchFrontEnd", "-getItem:Reference", .. options]).Succeeds();
            using var json = JsonDocument.Parse(result.Output);
            var frontEnd = json.RootElement.GetProperty("Properties").GetProperty("TorchFrontEnd").GetString();
            var references = json.RootElement.GetProperty("Items").GetProperty("Reference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString());
            return $"{frontEnd}, refers to {string.Join(", ", references)}";
        }
    }

    // A stand-in, since not every machine can restore the real one: the front end under that package's name.
    [Fact]
    public void A_package_named_TorchSharp_takes_the_place_of_the_bundled_front_end()
    {
        const string Version = "0.107.0-standin";
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop, "<TorchFrontEnd>TorchSharp</TorchFrontEnd>", $"""<PackageReference Include="TorchSharp" Version="{Version}" />""");
        package.Offer("TorchSharp", Version, "front-end/net10.0/TorchSharp.dll", "lib/net10.0/TorchSharp.dll");

        consumer.Dotnet("build", "-warnaserror", "-v", "quiet", "-nologo").Succeeds();
        var run = consumer.Dotnet("bin/Debug/net10.0/App.dll", "model").Succeeds();

        Assert.Contains("saved to model", run.Output, StringComparison.Ordinal);
        Assert.Contains($"\"TorchSharp/{Version}\"", File.ReadAllText(consumer.PathOf("bin/Debug/net10.0/App.deps.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("\"TorchSharp/0.1.0.0\"", File.ReadAllText(consumer.PathOf("bin/Debug/net10.0/App.deps.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_front_ends_at_once_are_refused()
    {
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop, items: """<PackageReference Include="TorchSharp" Version="0.107.1-standin" />""");
        package.Offer("TorchSharp", "0.107.1-standin", "front-end/net10.0/TorchSharp.dll", "lib/net10.0/TorchSharp.dll");

        var build = consumer.Dotnet("build", "-v", "quiet", "-nologo").Fails();

        Assert.Contains("Set TorchFrontEnd to TorchSharp, or remove the reference.", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TorchSharp", "nothing refers to that package. Add <PackageReference Include=\"TorchSharp\" />")]
    [InlineData("LibTorch", "TorchFrontEnd is 'LibTorch'. Use Bundled (the default) or TorchSharp.")]
    public void A_choice_that_cannot_work_is_refused_with_what_to_do(string frontEnd, string message)
    {
        using var consumer = Consumer.WithProject(package, Programs.WrittenLoop);

        var build = consumer.Dotnet("build", $"-p:TorchFrontEnd={frontEnd}", "-v", "quiet", "-nologo").Fails();

        Assert.Contains(message, build.Output, StringComparison.Ordinal);
    }
}
