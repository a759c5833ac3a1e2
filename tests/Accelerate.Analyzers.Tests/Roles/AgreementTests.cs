using Accelerate.Analyzers.Roles;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>The generator writes a training loop exactly where the analyzer has no objection.</summary>
public sealed class AgreementTests
{
    /// <summary>Rules about what is no training class.</summary>
    private static readonly string[] s_others =
        [nameof(RoleRuleIds.RoleOutsideTraining), nameof(RoleRuleIds.PrepareArgumentWithoutRole), nameof(RoleRuleIds.PrepareArgumentsOutOfOrder)];

    [Fact]
    public void Every_problem_that_the_parser_knows_has_a_rule()
    {
        var kinds = typeof(RoleAnalyzer).Assembly.GetType("Accelerate.Roles.ProblemKind", throwOnError: true)!;
        Assert.Equal(Enum.GetNames(kinds).Order(), typeof(RoleRuleIds).GetFields().Select(id => id.Name).Except(s_others).Order());
    }

    [Fact]
    public async Task What_is_generated_is_not_objected_to()
    {
        var program = TestProject.Of(new TrainingProgram().Source) with { Generators = [new TrainingGenerator()], FurtherReferences = [Path.Combine(AppContext.BaseDirectory, "System.CommandLine.dll")] };
        await Verify.DiagnosticsAsync<RoleAnalyzer>(program);
        Assert.Equal(2, await GeneratedFilesAsync(program));
    }

    [Theory]
    [InlineData("[OnTrainingStart] void {|ACC1006:Begin|}<T>() { }")]
    [InlineData("[OnTrainingEnd] int {|ACC1007:End|}() => 1;")]
    [InlineData("[OnTrainingStart] void Begin(int {|ACC1008:epoch|}) { }")]
    [InlineData("[Hyperparameter] public object? {|ACC1018:Any|} { get; init; }")]
    [InlineData("public void {|ACC1022:Train|}() { }")]
    public async Task What_is_objected_to_is_not_generated(string member)
    {
        var program = TestProject.Of(new TrainingProgram { Further = member }.Source) with { Generators = [new TrainingGenerator()], FurtherReferences = [Path.Combine(AppContext.BaseDirectory, "System.CommandLine.dll")] };
        await Verify.DiagnosticsAsync<RoleAnalyzer>(program);
        Assert.Equal(1, await GeneratedFilesAsync(program));
    }

    /// <summary>How many types got a part: the batch is always right.</summary>
    private static async Task<int> GeneratedFilesAsync(TestProject test)
    {
        var compilation = await test.Create().GetCompilationAsync(TestContext.Current.CancellationToken);
        var driver = CSharpGeneratorDriver.Create(test.Generators.Select(generator => generator.AsSourceGenerator()), parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview));
        return driver.RunGenerators(compilation!, TestContext.Current.CancellationToken).GetRunResult().GeneratedTrees.Length;
    }
}
