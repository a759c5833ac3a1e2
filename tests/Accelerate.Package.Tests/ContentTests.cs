using System.Runtime.InteropServices;
using System.Xml.Linq;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Package.Tests;

public sealed class ContentTests(PackedPackage package)
{
    [Fact]
    public void The_library_folder_holds_the_runtime_and_its_native_part_with_their_documentation() =>
        Assert.Equal(
            ["lib/net10.0/Accelerate.Native.dll", "lib/net10.0/Accelerate.Native.xml", "lib/net10.0/Accelerate.dll", "lib/net10.0/Accelerate.xml"],
            package.Entries.Where(entry => entry.StartsWith("lib/", StringComparison.Ordinal)));

    [Fact]
    public void The_front_end_lies_outside_the_library_folder() =>
        Assert.Contains("front-end/net10.0/TorchSharp.dll", package.Entries);

    [Fact]
    public void The_shim_of_this_machine_is_packed()
    {
        var architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        Assert.Contains($"runtimes/linux-{architecture}/native/libaccelerate_native.so", package.Entries);
    }

    [Fact]
    public void Every_source_of_the_shim_is_packed()
    {
        var folder = Path.Combine(Repository.Root, "src/Accelerate.Native/native");
        var sources = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => $"shim/native/{Path.GetRelativePath(folder, file)}");
        Assert.Equal(sources.Order(StringComparer.Ordinal), package.Entries.Where(entry => entry.StartsWith("shim/native/", StringComparison.Ordinal)));
        Assert.Contains("shim/Accelerate.Native.Shim.targets", package.Entries);
    }

    [Fact]
    public void Generators_analyzers_and_fixes_are_packed_with_what_they_load() =>
        Assert.Equal(
            ["Accelerate.Analyzers.dll", "Accelerate.CodeFixes.dll", "Accelerate.Generators.dll", "YamlDotNet.dll"],
            package.Entries.Where(entry => entry.StartsWith("analyzers/", StringComparison.Ordinal)).Select(entry => entry["analyzers/dotnet/cs/".Length..]));

    [Fact]
    public void The_readme_shows_the_sample_of_one_file_as_it_is() =>
        Assert.Contains(
            $"```csharp\n{File.ReadAllText(Path.Combine(Repository.Root, "samples/file-based/train.cs"))}```",
            File.ReadAllText(Path.Combine(Repository.Root, "README.md")),
            StringComparison.Ordinal);

    [Fact]
    public void No_project_of_this_repository_is_asked_for_as_a_package()
    {
        var dependencies = XDocument.Parse(package.Manifest).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        Assert.DoesNotContain(dependencies, id => id.StartsWith("Accelerate", StringComparison.Ordinal) || id == "TorchSharp");
    }

    [Fact]
    public void The_description_says_for_which_libtorch_the_shim_is() =>
        Assert.Matches(@"compiled for libtorch \d+\.\d+\.\d+ on linux-", package.Manifest);
}
