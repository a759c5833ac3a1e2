using Accelerate.Analyzers.Roles;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.CodeFixes.Roles;
using Xunit;

namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>ACC1018 to ACC1020, and ACC1023 to ACC1026: hyperparameters, batches, and roles where nothing uses them.</summary>
public sealed class MemberTests
{
    [Theory]
    [InlineData("[Hyperparameter] public object {|ACC1018:Kernel|} { get; init; } = 3;")]
    [InlineData("[Hyperparameter] public int[] {|ACC1018:Widths|} { get; init; } = [];")]
    [InlineData("[Hyperparameter] public Tensor? {|ACC1018:Weights|} { get; init; }")]
    public async Task A_hyperparameter_that_no_text_gives_is_reported(string property) => await ReportsAsync(new() { Further = property });

    [Theory]
    [InlineData("[Hyperparameter] public double LearningRate { get; init; } = 1e-3;")]
    [InlineData("[Hyperparameter] public int? Depth { get; set; }")]
    [InlineData("[Hyperparameter] public bool Shuffle { get; init; } = true;")]
    [InlineData("[Hyperparameter] public string? Data { get; init; }")]
    [InlineData("[Hyperparameter] public DayOfWeek Day { get; init; }")]
    [InlineData("[Hyperparameter] public TimeSpan Limit { get; private set; }")]
    public async Task Numbers_truth_values_text_enumerations_and_what_parses_itself_are_hyperparameters(string property) => await ReportsAsync(new() { Further = property });

    [Theory]
    [InlineData("[Hyperparameter] public int {|ACC1019:Depth|} { get; } = 2;", "[Hyperparameter] public int Depth { get; init; } = 2;")]
    [InlineData("[Hyperparameter] public int {|ACC1019:Depth|} => 2; // layers", "[Hyperparameter] public int Depth { get; init; } = 2; // layers")]
    public async Task A_hyperparameter_without_a_setter_gets_one(string before, string after) =>
        await Verify.FixAsync<RoleAnalyzer, MakeSettableCodeFix>(new TrainingProgram { Further = before }.Source, new TrainingProgram { Further = after }.Source);

    [Theory]
    [InlineData("[Hyperparameter] public static int {|ACC1019:Depth|} { get; set; } = 2;")]
    [InlineData("[Hyperparameter] public int {|ACC1019:Depth|} => Environment.ProcessorCount;")]
    public async Task A_static_or_computed_hyperparameter_has_no_fix(string property) =>
        await Verify.NoFixAsync<RoleAnalyzer, MakeSettableCodeFix>(new TrainingProgram { Further = property }.Source);

    [Theory]
    [InlineData("[Hyperparameter] public int {|ACC1020:Epochs|} { get; init; }")]
    [InlineData("[Hyperparameter] public int BatchSize { get; init; }\n[Hyperparameter] public int {|ACC1020:Batch_Size|} { get; init; }")]
    public async Task An_option_means_one_thing(string properties) => await ReportsAsync(new() { Further = properties });

    [Theory]
    [InlineData("[Batch] public partial record {|ACC1023:Batch|}(int Images);")]
    [InlineData("[Batch] public partial record struct {|ACC1023:Batch|} { public Tensor? Images => null; }")]
    public async Task A_batch_without_a_tensor_is_reported(string batch) =>
        await ReportsAsync(new() { Batch = batch, Step = "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(ones(1)).sum();" });

    [Theory]
    [InlineData("[Batch] public partial struct Batch { public Tensor Images; public string Name; }")]
    [InlineData("[Batch] public partial record Batch(Tensor Images, Tensor? Mask, Inner Nested);\n\n[Batch] public partial record Inner(Tensor Values);")]
    public async Task Records_and_structs_with_tensors_are_batches(string batch) => await ReportsAsync(new() { Batch = batch });

    [Fact]
    public async Task A_class_that_is_a_batch_becomes_a_record() =>
        await Verify.FixAsync<RoleAnalyzer, MakeRecordCodeFix>(
            new TrainingProgram { Batch = "/// <summary>Images.</summary>\n[Batch]\npublic sealed partial class {|ACC1024:Batch|}(Tensor images)\n{\n    public Tensor Images { get; init; } = images;\n}" }.Source,
            new TrainingProgram { Batch = "/// <summary>Images.</summary>\n[Batch]\npublic sealed partial record Batch(Tensor images)\n{\n    public Tensor Images { get; init; } = images;\n}" }.Source);

    [Fact]
    public async Task An_abstract_batch_has_no_fix() =>
        await Verify.NoFixAsync<RoleAnalyzer, MakeRecordCodeFix>(new TrainingProgram { Batch = "[Batch] public abstract partial class {|ACC1024:Batch|} { public Tensor Images { get; init; } = ones(1); }" }.Source);

    [Fact]
    public async Task A_tensor_of_a_batch_must_be_settable() =>
        await Verify.FixAsync<RoleAnalyzer, MakeSettableCodeFix>(
            new TrainingProgram { Batch = "[Batch] public partial record Batch(Tensor Labels)\n{\n    public Tensor {|ACC1025:Images|} { get; } = ones(1);\n}" }.Source,
            new TrainingProgram { Batch = "[Batch] public partial record Batch(Tensor Labels)\n{\n    public Tensor Images { get; init; } = ones(1);\n}" }.Source);

    [Fact]
    public async Task A_class_with_roles_is_marked() =>
        await Verify.FixAsync<RoleOutsideTrainingAnalyzer, MarkTrainingCodeFix>(
            "using Accelerate;\nusing static TorchSharp.torch.nn;\n\n/// <summary>Digits.</summary>\npublic partial class Digits\n{\n    [Model] Module {|ACC1026:CreateNet|}() => Linear(1, 1);\n    [Hyperparameter] public int {|ACC1026:Depth|} { get; init; }\n}",
            "using Accelerate;\nusing static TorchSharp.torch.nn;\n\n/// <summary>Digits.</summary>\n[AcceleratedTraining]\npublic partial class Digits\n{\n    [Model] Module CreateNet() => Linear(1, 1);\n    [Hyperparameter] public int Depth { get; init; }\n}");

    [Fact]
    public async Task The_mark_is_written_as_its_surroundings_are() =>
        await Verify.FixAsync<RoleOutsideTrainingAnalyzer, MarkTrainingCodeFix>(
            "public partial class Digits\r\n{\r\n    [Accelerate.Hyperparameter] public int {|ACC1026:Depth|} { get; init; }\r\n}\r\n",
            "[Accelerate.AcceleratedTraining]\r\npublic partial class Digits\r\n{\r\n    [Accelerate.Hyperparameter] public int Depth { get; init; }\r\n}\r\n");

    [Fact]
    public async Task A_struct_cannot_be_marked() =>
        await Verify.NoFixAsync<RoleOutsideTrainingAnalyzer, MarkTrainingCodeFix>("using Accelerate;\npublic struct Options { [Hyperparameter] public int {|ACC1026:Depth|} { get; init; } }");

    [Theory]
    [InlineData("public abstract class Base { [Hyperparameter] public int Depth { get; init; } }")]
    [InlineData("public class Base { [Hyperparameter] public int Depth { get; init; } }\n[AcceleratedTraining] public partial class Digits : Base;")]
    [InlineData("public class Base { public class Inner<T> { [Hyperparameter] public int Depth { get; init; } } }\nclass Outer { [AcceleratedTraining] public partial class Digits : Base.Inner<int>; }")]
    public async Task Roles_that_a_training_class_inherits_are_left_alone(string types) =>
        await Verify.DiagnosticsAsync<RoleOutsideTrainingAnalyzer>($"using Accelerate;\n{types}");

    private static async Task ReportsAsync(TrainingProgram program) => await Verify.DiagnosticsAsync<RoleAnalyzer>(program.Source);
}
