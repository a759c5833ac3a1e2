using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Accelerate.Generators.Tests;

/// <summary>The generator is silent where roles are wrong; the parser says what is.</summary>
public sealed class InvalidProgramTests
{
    [Theory]
    [InlineData("partial class", "class", "NotPartial Smallest")]
    [InlineData("sealed partial", "abstract partial", "NotConstructible Smallest")]
    [InlineData("[Model]", "Smallest(int x) { } [Model]", "NotConstructible Smallest")]
    [InlineData("[TrainingStep]", "", "MissingRole Smallest")]
    [InlineData("[TrainingData] List<Tensor>", "[TrainingData] int", "WrongReturnType CreateTrainingData, UnknownParameter batch")]
    [InlineData("[TrainingStep] Tensor Step", "[TrainingStep] async Task<Tensor> Step", "NotCallable Step, WrongReturnType Step")]
    [InlineData("Tensor batch)", "Tensor batch, int number)", "UnknownParameter number")]
    [InlineData("Tensor batch)", "ref Tensor batch)", "UnknownParameter batch")]
    [InlineData("[TrainingStep] Tensor Step(", "[TrainingStep] Tensor Step<T>(", "NotCallable Step")]
    [InlineData("[Model]", "[Model] Module<Tensor, Tensor> CreateOther() => null!; [Model]", "")]
    [InlineData("[Model]", "[Model] Module<Tensor, Tensor> CreateA() => null!; [Model] Module<Tensor, Tensor> CreateB() => null!; [OnTrainingStart] void Start(Module<Tensor, Tensor> c) { } [Model]", "AmbiguousParameter c")]
    [InlineData("[Model]", "[Model, OnTrainingStart]", "SeveralRoles CreateModel")]
    [InlineData("[Model]", "[TestData] List<Tensor> Other() => []; [Model]", "DataWithoutValidationStep Other")]
    [InlineData("[Model]", "[ValidationStep] void Validate(Metrics metrics) { } [Model]", "ValidationStepWithoutData Validate")]
    [InlineData("[Model]", "[TrainingData] List<Tensor> Other() => []; [Model]", "RepeatedRole CreateTrainingData")]
    [InlineData("[TrainingStep]", "[TrainingStep(Optimizer = \"Other\")]", "UnknownOptimizer Step, OptimizerWithoutStep CreateOptimizer")]
    [InlineData("[Model]", "[TrainingStep] Tensor Two() => ones(1); [Model]", "StepWithoutOptimizer Two, StepWithoutOptimizer Step, OptimizerWithoutStep CreateOptimizer")]
    [InlineData("(Module<Tensor, Tensor> model) => SGD(model.parameters(), 0.1)", "() => null!", "OptimizerWithoutModel CreateOptimizer")]
    [InlineData("[Model]", "[Scheduler] LRScheduler Decay() => null!; [Model]", "SchedulerWithoutOptimizer Decay")]
    [InlineData("[Model]", "[Hyperparameter] public object A { get; set; } [Model]", "UnusableHyperparameterType A")]
    [InlineData("[Model]", "[Hyperparameter(Minimum = 1)] public string A { get; set; } = \"\"; [Model]", "UnusableHyperparameterType A")]
    [InlineData("[Model]", "[Hyperparameter] public int A { get; } [Model]", "HyperparameterNotSettable A")]
    [InlineData("[Model]", "[Hyperparameter] public int Epochs { get; set; } [Model]", "OptionTaken Epochs")]
    [InlineData("[Model]", "public required int A { get; set; } [Model]", "RequiredMember A")]
    [InlineData("[Model]", "void Train() { } [Model]", "NameTaken Train")]
    public void A_program_is_emitted_exactly_where_nothing_is_wrong(string old, string with, string problems)
    {
        var source = Source.Smallest.Replace(old, with, StringComparison.Ordinal);
        Assert.NotEqual(Source.Smallest, source);

        Assert.Equal(problems, Problems(source, "Programs.Smallest", (type, _) => RoleParser.Parse(type).Problems));
        Assert.Equal(problems.Length == 0 ? 1 : 0, new GeneratorRun(source).Result.GeneratedSources.Length);
    }

    [Theory]
    [InlineData("partial record struct B(Tensor T);", "")]
    [InlineData("record struct B(Tensor T);", "NotPartial B")]
    [InlineData("partial record struct B(int T);", "BatchWithoutTensor B")]
    [InlineData("partial class B { public Tensor T { get; set; } }", "BatchNotCopyable B")]
    [InlineData("partial struct B { public Tensor T { get; } }", "BatchMemberNotSettable T")]
    [InlineData("readonly partial struct B { public readonly Tensor T; }", "BatchMemberNotSettable T")]
    public void A_batch_is_emitted_exactly_where_nothing_is_wrong(string declaration, string problems)
    {
        var source = Source.Usings + "[Batch] public " + declaration;

        Assert.Equal(problems, Problems(source, "B", (type, _) => BatchParser.Parse(type).Problems));
        Assert.Equal(problems.Length == 0 ? 1 : 0, new GeneratorRun(source).Result.GeneratedSources.Length);
    }

    [Fact]
    public void What_was_emitted_is_no_problem()
    {
        var run = new GeneratorRun(Source.Smallest);
        var source = run.Emitted;
        Assert.Equal("", Problems(Source.Smallest, "Programs.Smallest", (type, _) => RoleParser.Parse(type).Problems, source));
    }

    private static string Problems(string source, string name, Func<INamedTypeSymbol, int, IEnumerable<RoleProblem>> parse, params string[] more)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Programs", [CSharpSyntaxTree.ParseText(source), .. more.Select(text => CSharpSyntaxTree.ParseText(text))], references);
        var type = compilation.Assembly.GetTypeByMetadataName(name)!;
        return string.Join(", ", parse(type, 0).Select(problem => $"{problem.Kind} {problem.Symbol.Name}"));
    }
}
