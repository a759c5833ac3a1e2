using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.OperatorGenerator.Tests;

/// <summary>The generator at work on lists in memory, run as often as wanted.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private static readonly ImmutableArray<MetadataReference> s_framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    private GeneratorDriver _driver;
    private Compilation _compilation;
    private readonly Dictionary<string, AdditionalText> _lists;

    public GeneratorRun(params (string Path, string Text)[] lists)
    {
        _lists = lists.ToDictionary(list => list.Path, list => (AdditionalText)new ListFile(list.Path, list.Text));
        _driver = CSharpGeneratorDriver.Create(
            [new OperatorListGenerator().AsSourceGenerator()],
            _lists.Values,
            s_options,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        _compilation = CSharpCompilation.Create(
            "FrontEnd",
            [CSharpSyntaxTree.ParseText(FrontEnd.Source, s_options)],
            s_framework,
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Run();
    }

    public GeneratorRunResult Result { get; private set; }

    /// <summary>What the compiler says about the emitted code, together with a front end reduced to its declarations.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics { get; private set; } = [];

    /// <summary>The text of an emitted file.</summary>
    public string this[string hintName] => Result.GeneratedSources.Single(source => source.HintName == hintName).SourceText.ToString();

    /// <summary>Why the outputs of a step were computed, or not, in the last run.</summary>
    public IEnumerable<IncrementalStepRunReason> ReasonsOf(string step) =>
        Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    /// <summary>Why the emitted files were written, or not, in the last run.</summary>
    public IEnumerable<IncrementalStepRunReason> OutputReasons =>
        Result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason);

    public void AddUnrelatedSource()
    {
        _compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", s_options));
        Run();
    }

    public void Edit(string path, string text)
    {
        var edited = new ListFile(path, text);
        _driver = _driver.ReplaceAdditionalText(_lists[path], edited);
        _lists[path] = edited;
        Run();
    }

    private void Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var compiled, out _);
        Result = _driver.GetRunResult().Results.Single();
        CompilerDiagnostics = compiled.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    private sealed class ListFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
