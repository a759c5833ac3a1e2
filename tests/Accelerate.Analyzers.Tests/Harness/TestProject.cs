using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TorchSharp;
using Xunit;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>
/// A program to analyze: source files by name, files given to the compiler as AdditionalFiles, and an <c>.editorconfig</c>.
/// It is compiled with the usual implicit usings, against .NET and this repository's own Accelerate and TorchSharp.
/// </summary>
internal sealed record TestProject
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>The source files, marked.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>Files such as <c>accelerate.yaml</c>, marked.</summary>
    public IReadOnlyDictionary<string, string> AdditionalFiles { get; init; } = new Dictionary<string, string>();

    public string EditorConfig { get; init; } = "root = true";

    /// <summary>Further assemblies that the program references, by path.</summary>
    public IReadOnlyList<string> FurtherReferences { get; init; } = [];

    /// <summary>Errors of the compiler that the program has, for rules that explain them.</summary>
    public IReadOnlyList<string> ToleratedErrors { get; init; } = [];

    public OutputKind OutputKind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>Source generators that run as part of the compilation.</summary>
    public IReadOnlyList<IIncrementalGenerator> Generators { get; init; } = [];

    /// <summary>A program of one file; one with top-level statements is an executable.</summary>
    public static TestProject Of(string source) => new()
    {
        Sources = new Dictionary<string, string> { ["Test.cs"] = source },
        OutputKind = HasTopLevelStatements(source) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
    };

    /// <summary>The diagnostics that the marks in all files ask for.</summary>
    public IReadOnlyList<ExpectedDiagnostic> Expected =>
        [.. Sources.Concat(AdditionalFiles).SelectMany(file => MarkedSource.Parse(file.Value, file.Key).Expected)];

    public Project Create()
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Create(), "Test", "Test", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true),
            parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview),
            metadataReferences: [.. References, .. FurtherReferences.Select(path => MetadataReference.CreateFromFile(path))]));
        project = project.AddDocument("Usings.cs", ImplicitUsings, filePath: "/Usings.cs").Project;
        foreach (var (name, marked) in Sources)
            project = project.AddDocument(name, SourceText.From(MarkedSource.Parse(marked, name).Text), filePath: $"/{name}").Project;
        foreach (var (name, marked) in AdditionalFiles)
            project = project.AddAdditionalDocument(name, SourceText.From(MarkedSource.Parse(marked, name).Text), filePath: $"/{name}").Project;
        return project.AddAnalyzerConfigDocument(".editorconfig", SourceText.From(EditorConfig), filePath: "/.editorconfig").Project;
    }

    /// <summary>The compilation with what the generators add to it. Fails the test if it has an error.</summary>
    public async Task<Compilation> CompileAsync(Project project, string what)
    {
        var compilation = await project.GetCompilationAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The project gives no compilation.");
        if (Generators.Count > 0)
        {
            GeneratorDriver driver = CSharpGeneratorDriver.Create(
                [.. Generators.Select(generator => generator.AsSourceGenerator())],
                project.AnalyzerOptions.AdditionalFiles,
                (CSharpParseOptions)project.ParseOptions!,
                project.AnalyzerOptions.AnalyzerConfigOptionsProvider);
            driver.RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _, TestContext.Current.CancellationToken);
        }
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !ToleratedErrors.Contains(diagnostic.Id)).ToArray();
        if (errors.Length > 0)
            Assert.Fail($"{what} does not compile:\n{string.Join("\n", errors.Select(error => error.ToString()))}\n\n{await TextOfAsync(project)}");
        return compilation;
    }

    /// <summary>All files of a project as one text, each after its name.</summary>
    public static async Task<string> TextOfAsync(Project project)
    {
        var files = new List<string>();
        foreach (var document in project.Documents.Where(document => document.Name != "Usings.cs").Concat<TextDocument>(project.AdditionalDocuments))
            files.Add($"--- {document.Name}\n{await document.GetTextAsync(TestContext.Current.CancellationToken)}");
        return string.Join("\n", files);
    }

    private static bool HasTopLevelStatements(string source) =>
        CSharpSyntaxTree.ParseText(MarkedSource.Parse(source, "Test.cs").Text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview))
            .GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement));

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(torch).Assembly.Location)
            .Append(typeof(Accelerator).Assembly.Location);
        return [.. assemblies.Select(path => MetadataReference.CreateFromFile(path))];
    }
}
