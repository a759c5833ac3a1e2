using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Accelerate.Generators.Tests;

/// <summary>The generator at work on sources in memory, run as often as wanted.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).Contains("Generators", StringComparison.Ordinal) && Path.GetFileName(path) != "Gan.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];

    private GeneratorDriver _driver;
    private Compilation _compilation;

    public GeneratorRun(params string[] sources)
    {
        _driver = CSharpGeneratorDriver.Create(
            [new TrainingGenerator().AsSourceGenerator()],
            parseOptions: s_options,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        _compilation = CSharpCompilation.Create(
            "Programs",
            sources.Select((source, i) => Parse(source, $"{i}.cs")),
            s_references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Run();
    }

    public GeneratorRunResult Result { get; private set; }

    /// <summary>What the compiler says about the sources together with what was emitted for them.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics { get; private set; } = [];

    /// <summary>The text of all emitted files.</summary>
    public string Emitted => string.Join("\n", Result.GeneratedSources.Select(source => source.SourceText.ToString()));

    /// <summary>Why the outputs of a step were computed, or not, in the last run.</summary>
    public IEnumerable<IncrementalStepRunReason> ReasonsOf(string step) => Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    /// <summary>Why the emitted files were written, or not, in the last run.</summary>
    public IEnumerable<IncrementalStepRunReason> OutputReasons =>
        Result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason);

    public void Add(string source)
    {
        _compilation = _compilation.AddSyntaxTrees(Parse(source, "added.cs"));
        Run();
    }

    public void Replace(string old, string with)
    {
        var tree = _compilation.SyntaxTrees.First();
        var text = tree.ToString();
        var edited = text.Replace(old, with, StringComparison.Ordinal);
        if (edited == text)
            throw new ArgumentException($"The source does not hold '{old}'.", nameof(old));
        _compilation = _compilation.ReplaceSyntaxTree(tree, Parse(edited, tree.FilePath));
        Run();
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, s_options, path);

    private void Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var compiled, out _);
        Result = _driver.GetRunResult().Results.Single();
        CompilerDiagnostics = [.. compiled.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }
}
