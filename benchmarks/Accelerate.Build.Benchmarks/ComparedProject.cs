using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Accelerate.Testing;

namespace Accelerate.Build.Benchmarks;

/// <summary>
/// A sample as a project of its own that is compiled either with generators and analyzers, or without them from the same code:
/// what the generators wrote for it is then an ordinary file of the project.
/// </summary>
internal sealed partial class ComparedProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("accelerate-build-");
    private int _edits;

    public ComparedProject(string sample)
    {
        foreach (var file in new DirectoryInfo(Path.Combine(Repository.Root, "samples", sample)).GetFiles("*.cs"))
            file.CopyTo(Path.Combine(_folder.FullName, file.Name));
        File.WriteAllText(Path.Combine(_folder.FullName, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RootNamespace>{sample}</RootNamespace>
                <EmitCompilerGeneratedFiles>$(KeepGenerated)</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{AppContext.BaseDirectory}Accelerate.dll;{AppContext.BaseDirectory}TorchSharp.dll;{AppContext.BaseDirectory}Accelerate.Native.dll;{AppContext.BaseDirectory}System.CommandLine.dll" />
                <Compile Remove="generated/**" />
                <Compile Include="generated/Accelerate.Generators/**/*.cs" Condition="'$(With)' != 'true'" />
                <Analyzer Include="{AppContext.BaseDirectory}analyzers/*.dll" Condition="'$(With)' == 'true'" />
              </ItemGroup>
            </Project>
            """);
        Run("restore", "-v", "quiet");
        Build(with: true, cold: false, "-p:KeepGenerated=true");
        Build(with: false, cold: false);
    }

    /// <summary>The lines of C# that the generators wrote.</summary>
    public int GeneratedLines => new DirectoryInfo(Path.Combine(_folder.FullName, "generated")) is { Exists: true } folder
        ? folder.GetFiles("*.cs", SearchOption.AllDirectories).Where(file => file.FullName.Contains("Accelerate.Generators", StringComparison.Ordinal)).Sum(file => File.ReadLines(file.FullName).Count())
        : 0;

    /// <summary>Edits the program and builds it, once with and once without.</summary>
    /// <param name="withFirst">Which of the two builds comes first.</param>
    /// <param name="cold">Whether the compiler is started for each build, as on a CI machine, or is a server that already runs, as on a developer's.</param>
    public BuildPair BuildBoth(bool withFirst, bool cold)
    {
        // An edit of a method's body: without one, the compiler server remembers what the generators came to.
        File.WriteAllText(Path.Combine(_folder.FullName, "Edited.cs"), $"internal static class Edited {{ public static int Number() => {_edits++}; }}");
        if (withFirst)
        {
            var with = Build(with: true, cold);
            return new(with, Build(with: false, cold));
        }
        var without = Build(with: false, cold);
        return new(Build(with: true, cold), without);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private BuildTime Build(bool with, bool cold, params string[] options)
    {
        var begun = Stopwatch.GetTimestamp();
        var output = Run(["build", "--no-restore", "--no-incremental", "-nologo", "-v", "quiet", "-clp:PerformanceSummary", $"-p:With={(with ? "true" : "false")}", $"-p:UseSharedCompilation={(cold ? "false" : "true")}", .. options]);
        var whole = Stopwatch.GetElapsedTime(begun);
        var compiler = CompilerLine.Match(output);
        if (!compiler.Success)
            throw new InvalidOperationException($"MSBuild's summary does not tell how long the compiler ran:\n{output}");
        return new(whole, TimeSpan.FromMilliseconds(int.Parse(compiler.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
    }

    private string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return output;
        var errors = output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct();
        throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{string.Join('\n', errors)}");
    }

    [GeneratedRegex(@"(\d+) ms\s+Csc\s")]
    private static partial Regex CompilerLine { get; }
}
