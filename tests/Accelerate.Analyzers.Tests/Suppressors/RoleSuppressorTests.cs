using System.Runtime.Loader;
using Accelerate.Analyzers.Suppressors;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Tests.Roles;
using Accelerate.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Accelerate.Analyzers.Tests.Suppressors;

/// <summary>What roles cause the compiler and .NET's analyzers to say without reason, and what they still say.</summary>
public sealed class RoleSuppressorTests
{
    [Fact]
    public void Every_suppression_is_listed_on_their_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", "suppressions.md"));
        Assert.All(new RoleSuppressor().SupportedSuppressions, suppression => Assert.Contains($"| {suppression.Id} | {suppression.SuppressedDiagnosticId}, ", page));
    }

    [Fact]
    public async Task A_method_with_a_role_need_not_be_static()
    {
        var program = new TrainingProgram { Further = "private int Helper() => 2;\nint Use() => Helper();" };
        Assert.Equal(
            ["CA1822 CreateNet suppressed", "CA1822 CreateOptimizer suppressed", "CA1822 CreateTrainingData suppressed", "CA1822 Helper", "CA1822 Step suppressed"],
            await AnalyzeAsync(program, NetAnalyzer("MarkMembersAsStaticAnalyzer")));
    }

    [Fact]
    public async Task A_role_is_declared_by_the_type_that_others_take_it_by()
    {
        var program = new TrainingProgram
        {
            Data = "[TrainingData] private IEnumerable<Batch> CreateTrainingData() => new List<Batch>();",
            Further = "private IEnumerable<Batch> Helper() => new List<Batch>();\nint Use() => Helper().Count();",
        };
        Assert.Equal(
            ["CA1859 CreateOptimizer suppressed", "CA1859 CreateTrainingData suppressed", "CA1859 Helper"],
            await AnalyzeAsync(program, NetAnalyzer("UseConcreteTypeAnalyzer")));
    }

    [Fact]
    public async Task Roles_are_used_also_while_a_mistake_keeps_the_loop_from_being_generated()
    {
        var program = new TrainingProgram { Step = "", Optimizer = "", Further = "[Hyperparameter] private int Depth { get; set; }\nint _spare;\nint Unused() => _spare;" };
        Assert.Equal(
            ["IDE0051 CreateNet suppressed", "IDE0051 CreateTrainingData suppressed", "IDE0051 Depth suppressed", "IDE0051 Unused", "IDE0051 _spare"],
            await AnalyzeAsync(program, new UnusedMemberAnalyzer()));
    }

    [Fact]
    public async Task A_training_class_is_created_also_while_a_mistake_keeps_RunAsync_from_being_generated()
    {
        var program = new TrainingProgram { Declaration = "[AcceleratedTraining]\ninternal sealed partial class Digits", Step = "", Types = "internal sealed class Spare;" };
        Assert.Equal(["CA1812 Digits suppressed", "CA1812 Spare"], await AnalyzeAsync(program, NetAnalyzer("CSharpAvoidUninstantiatedInternalClasses")));
    }

    [Theory]
    [InlineData("[OnTrainingStart] void Begin() => _log = new StreamWriter(\"log\");")]
    [InlineData("[OnTrainingStart] void Begin() { Console.WriteLine(); this._log = new StreamWriter(\"log\"); }")]
    [InlineData("[OnTrainingStart] void Begin() { (_log, _) = (new StreamWriter(\"log\"), 1); }")]
    public async Task A_member_that_is_set_before_the_first_step_needs_no_value_before(string method) =>
        Assert.Equal(["CS8618 _log suppressed"], await AnalyzeAsync(new() { Further = $"private StreamWriter _log;\n{method}" }, new UnusedMemberAnalyzer(), only: "CS8618"));

    [Theory]
    [InlineData("[OnTrainingEnd] void End() => _log = new StreamWriter(\"log\");")]
    [InlineData("[OnTrainingStart] void Begin(Accelerator accelerator) { if (accelerator.IsMainProcess) _log = new StreamWriter(\"log\"); }")]
    [InlineData("void Begin() => _log = new StreamWriter(\"log\");")]
    public async Task A_member_that_is_set_late_or_perhaps_is_still_reported(string method) =>
        Assert.Equal(["CS8618 _log"], await AnalyzeAsync(new() { Further = $"private StreamWriter _log;\n{method}" }, new UnusedMemberAnalyzer(), only: "CS8618"));

    private static async Task<IReadOnlyList<string>> AnalyzeAsync(TrainingProgram program, DiagnosticAnalyzer analyzer, string? only = null)
    {
        var test = TestProject.Of(program.Source) with { EditorConfig = "root = true\n[*.cs]\ndotnet_diagnostic.CA1822.severity = warning\ndotnet_diagnostic.CA1859.severity = warning\ndotnet_diagnostic.CA1812.severity = warning" };
        var project = test.Create();
        var compilation = await test.CompileAsync(project, "The program");
        var options = new CompilationWithAnalyzersOptions(project.AnalyzerOptions, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var diagnostics = await compilation.WithAnalyzers([analyzer, new RoleSuppressor()], options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == "AD0001");
        string[] ids = only is null ? [.. analyzer.SupportedDiagnostics.Select(rule => rule.Id)] : [only];
        return [.. diagnostics.Where(diagnostic => ids.Contains(diagnostic.Id)).Select(diagnostic =>
            $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}{(diagnostic.IsSuppressed ? " suppressed" : "")}").Order(StringComparer.Ordinal)];
    }

    /// <summary>One of the analyzers that travel with the SDK.</summary>
    private static DiagnosticAnalyzer NetAnalyzer(string name)
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        var folder = Directory.GetDirectories(Path.Combine(root, "sdk"), "10.*").Order(StringComparer.Ordinal).Last() + "/Sdks/Microsoft.NET.Sdk/analyzers";
        var types = new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
            .SelectMany(file => AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, file)).GetTypes());
        return (DiagnosticAnalyzer)Activator.CreateInstance(types.Single(type => type.Name == name && !type.IsAbstract))!;
    }
}
