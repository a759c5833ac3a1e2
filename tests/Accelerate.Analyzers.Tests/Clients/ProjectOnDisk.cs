using System.Diagnostics;
using System.Security;
using Accelerate.Analyzers.Tests.Harness;
using TorchSharp;
using Xunit;

namespace Accelerate.Analyzers.Tests.Clients;

/// <summary>A project in a folder of its own with the analyzers, for the programs of the SDK to work on. The folder is deleted afterwards.</summary>
internal sealed class ProjectOnDisk : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("accelerate-analyzers-");

    public ProjectOnDisk(params (string Name, string Marked)[] files)
    {
        string[] references = [typeof(torch).Assembly.Location, typeof(Accelerator).Assembly.Location];
        string[] analyzers = [typeof(AccelerateAnalyzer).Assembly.Location, typeof(CodeFixes.Usage.BackwardCodeFix).Assembly.Location];
        File.WriteAllText(PathOf("App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseAppHost>false</UseAppHost>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(references.Select(path => $"<Reference Include=\"{SecurityElement.Escape(path)}\" />"))}
                {string.Concat(analyzers.Select(path => $"<Analyzer Include=\"{SecurityElement.Escape(path)}\" />"))}
              </ItemGroup>
            </Project>
            """);
        // What lies above a temporary folder is nobody's to inherit.
        File.WriteAllText(PathOf("Directory.Build.props"), "<Project />");
        File.WriteAllText(PathOf("Directory.Build.targets"), "<Project />");
        File.WriteAllText(PathOf("Directory.Packages.props"), "<Project />");
        File.WriteAllText(PathOf(".editorconfig"), "root = true\n");
        foreach (var (name, marked) in files)
            File.WriteAllText(PathOf(name), MarkedSource.Parse(marked, name).Text);
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Runs <c>dotnet</c> in the folder and returns what it printed; any exit code but 0 fails the test.</summary>
    public async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var text = await output + await error;
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");
            return text;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
