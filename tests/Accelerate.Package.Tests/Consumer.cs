using System.Text.RegularExpressions;
using System.Xml.Linq;
using Accelerate.Testing;

namespace Accelerate.Package.Tests;

/// <summary>
/// A clean folder outside the repository whose only package source is the packed package. What the package depends on
/// comes from the packages that this machine already holds, so that no network is needed.
/// </summary>
internal sealed partial class Consumer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("accelerate-consumer-");
    private readonly PackedPackage _package;

    public Consumer(PackedPackage package)
    {
        _package = package;
        new XDocument(new XElement("configuration",
            new XElement("packageSources", new XElement("clear"), Add("packed", package.Feed)),
            new XElement("fallbackPackageFolders", new XElement("clear"), BuildSettings.PackageFolders.Select((path, index) => Add($"machine{index}", path)))))
            .Save(PathOf("nuget.config"));

        static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
    }

    /// <summary>A program that refers to the package, as <c>dotnet new console</c> and <c>dotnet add package</c> leave it.</summary>
    public static Consumer WithProject(PackedPackage package, string program, string properties = "", string items = "")
    {
        var consumer = new Consumer(package);
        consumer.Write("App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Accelerate" Version="{package.Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        consumer.Write("Program.cs", program);
        return consumer;
    }

    /// <summary>A copy of a sample that uses the package, at the version of the packed one.</summary>
    public static Consumer WithSample(PackedPackage package, string name)
    {
        var consumer = new Consumer(package);
        foreach (var file in new DirectoryInfo(Path.Combine(Repository.Root, "samples", name)).GetFiles().Where(file => file.Name != "nuget.config"))
        {
            file.CopyTo(consumer.PathOf(file.Name));
            consumer.Write(file.Name, Reference.Replace(File.ReadAllText(file.FullName), $"${{1}}{package.Version}"));
        }
        return consumer;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public void Replace(string name, string text, string replacement)
    {
        var before = File.ReadAllText(PathOf(name));
        if (!before.Contains(text, StringComparison.Ordinal))
            throw new ArgumentException($"{name} does not contain '{text}'.", nameof(text));
        File.WriteAllText(PathOf(name), before.Replace(text, replacement, StringComparison.Ordinal));
    }

    public ShellResult Dotnet(params string[] arguments) => Start("dotnet", arguments);

    /// <summary>Runs a program of this folder.</summary>
    public ShellResult Run(string program, params string[] arguments) => Start(PathOf(program), arguments);

    private ShellResult Start(string program, string[] arguments) =>
        Shell.Run(program, _folder.FullName, new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = _package.Packages,
            ["XDG_DATA_HOME"] = _package.ToolData,
            // The packaged shim fits the libtorch of this machine, also where LIBTORCH names it.
            ["BuildAccelerateShim"] = "false",
        }, arguments);

    [GeneratedRegex("""(Include="Accelerate" Version="|#:package Accelerate@)[0-9.]+""")]
    private static partial Regex Reference { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
