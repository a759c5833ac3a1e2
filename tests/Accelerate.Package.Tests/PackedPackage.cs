using System.IO.Compression;
using Accelerate.Package.Tests;
using Accelerate.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedPackage))]

namespace Accelerate.Package.Tests;

/// <summary>
/// The package <c>Accelerate</c>, packed once for all tests from what is built, in a folder of its own that serves as package source.
/// Its version is never used twice, so that no cache can supply an older one.
/// </summary>
public sealed class PackedPackage : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("accelerate-package-");

    public PackedPackage()
    {
        Version = $"0.1.0-test.{DateTime.UtcNow.Ticks}";
        Shell.Run("dotnet", Repository.Root, new Dictionary<string, string>(),
            "pack", "src/Accelerate", "--no-build", "-c", BuildSettings.Configuration, "-o", Feed, $"-p:PackageVersion={Version}", "-v", "quiet", "-nologo").Succeeds();
        using var archive = ZipFile.OpenRead(PackageFile);
        Entries = [.. archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
        using var manifest = new StreamReader(archive.GetEntry("Accelerate.nuspec")!.Open());
        Manifest = manifest.ReadToEnd();
        Directory.CreateDirectory(Packages);
        Directory.CreateDirectory(ToolData);
    }

    public string Version { get; }

    /// <summary>The folder that holds the package's file.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    /// <summary>Where consumers unpack packages.</summary>
    public string Packages => Path.Combine(_folder.FullName, "packages");

    /// <summary>Where <c>dotnet run file.cs</c> leaves its build.</summary>
    public string ToolData => Path.Combine(_folder.FullName, "data");

    /// <summary>The paths of the files in the package.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>The text of the package's nuspec.</summary>
    public string Manifest { get; }

    private string PackageFile => Path.Combine(Feed, $"Accelerate.{Version}.nupkg");

    /// <summary>Puts a package beside this one that holds one of its files.</summary>
    public void Offer(string id, string version, string entry, string path)
    {
        using var own = ZipFile.OpenRead(PackageFile);
        using var other = ZipFile.Open(Path.Combine(Feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var manifest = new StreamWriter(other.CreateEntry($"{id}.nuspec").Open()))
            manifest.Write($"<package><metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>A stand-in.</description></metadata></package>");
        using var source = own.GetEntry(entry)!.Open();
        using var target = other.CreateEntry(path).Open();
        source.CopyTo(target);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
