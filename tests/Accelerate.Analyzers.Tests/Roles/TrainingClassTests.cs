using Accelerate.Analyzers.Roles;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.CodeFixes.Roles;
using Xunit;

namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>ACC1001 to ACC1006, ACC1021 and ACC1022: the class itself, and which methods it has.</summary>
public sealed class TrainingClassTests
{
    [Fact]
    public async Task A_right_program_is_left_alone() => await ReportsAsync(new());

    [Fact]
    public async Task A_class_that_is_no_training_program_is_left_alone() =>
        await ReportsAsync(new() { Declaration = "public abstract class Digits", Model = "", Step = "" });

    [Fact]
    public async Task A_class_that_is_not_partial_is_made_partial()
    {
        var wrong = new TrainingProgram { Declaration = "[AcceleratedTraining]\npublic sealed class {|ACC1001:Digits|}" };
        await Verify.FixAsync<RoleAnalyzer, MakePartialCodeFix>(wrong.Source, new TrainingProgram().Source);
        await Verify.MessageAsync<RoleAnalyzer>(wrong.Source, "'Digits' is not partial, so the generated members cannot be added to it. Declare it 'partial'.");
    }

    [Fact]
    public async Task A_class_without_modifiers_keeps_its_comment_when_it_is_made_partial() =>
        await Verify.FixAsync<RoleAnalyzer, MakePartialCodeFix>(
            new TrainingProgram { Declaration = "// Reads digits.\n[AcceleratedTraining]\nclass {|ACC1001:Digits|}", Batch = "[Batch] record struct {|ACC1001:Batch|}(Tensor Images);" }.Source,
            new TrainingProgram { Declaration = "// Reads digits.\n[AcceleratedTraining]\npartial class Digits", Batch = "[Batch] partial record struct Batch(Tensor Images);" }.Source);

    [Fact]
    public async Task The_types_around_a_training_class_must_be_partial_too() =>
        await ReportsAsync(new() { Declaration = "public class {|ACC1001:Outer|} { [AcceleratedTraining] public partial class Digits", Batch = "}\n\n[Batch] public partial record Batch(Tensor Images);" });

    [Theory]
    [InlineData("[AcceleratedTraining]\npublic abstract partial class {|ACC1002:Digits|}", "it is abstract")]
    [InlineData("[AcceleratedTraining]\npublic sealed partial class {|ACC1002:Digits|}(int depth)", "it has no constructor without parameters")]
    public async Task A_class_that_cannot_be_created_is_reported_with_the_reason(string declaration, string why) =>
        await Verify.MessageAsync<RoleAnalyzer>(
            new TrainingProgram { Declaration = declaration, Further = declaration.Contains("depth") ? "int Depth => depth;" : "" }.Source,
            $"The training program cannot create 'Digits': {why}. Declare a class that is neither static nor abstract, with a constructor without parameters.");

    [Theory]
    [InlineData("[AcceleratedTraining]\npublic sealed partial class Digits(int depth = 2)", "int Depth => depth;")]
    [InlineData("[AcceleratedTraining]\npublic sealed partial class Digits", "private Digits() { }")]
    [InlineData("[AcceleratedTraining]\npublic partial record Digits", "")]
    public async Task Any_constructor_that_can_do_without_arguments_serves(string declaration, string further) =>
        await ReportsAsync(new() { Declaration = declaration, Further = further });

    [Fact]
    public async Task A_missing_training_step_is_added_with_the_models_and_the_batch() =>
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(
            new TrainingProgram { Declaration = "[AcceleratedTraining]\npublic sealed partial class {|ACC1003:Digits|}", Step = "" }.Source,
            new TrainingProgram { Step = "\n[TrainingStep]\nTensor Step(Net net, Batch batch) => throw new NotImplementedException();" }.Source);

    [Fact]
    public async Task What_is_added_ends_its_lines_as_the_file_does()
    {
        var before = new TrainingProgram { Declaration = "[AcceleratedTraining]\npublic sealed partial class {|ACC1003:Digits|}", Step = "" };
        var after = new TrainingProgram { Step = "\n[TrainingStep]\nTensor Step(Net net, Batch batch) => throw new NotImplementedException();" };
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(WithCarriageReturns(before), WithCarriageReturns(after));

        static TestProject WithCarriageReturns(TrainingProgram program) =>
            TestProject.Of(program.Source.Replace("\n", "\r\n", StringComparison.Ordinal)) with { EditorConfig = "root = true\n[*.cs]\nend_of_line = crlf" };
    }

    [Fact]
    public async Task A_missing_optimizer_is_added_over_the_model() =>
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(
            new TrainingProgram { Declaration = "[AcceleratedTraining]\npublic sealed partial class {|ACC1003:Digits|}", Optimizer = "" }.Source,
            new TrainingProgram { Optimizer = "", Further = "\n[Optimizer]\noptim.Optimizer CreateOptimizer(Net net) => optim.AdamW(net.parameters());" }.Source);

    [Fact]
    public async Task An_empty_class_gets_everything_that_it_lacks() =>
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(
            """
            using Accelerate;
            using static TorchSharp.torch;

            [AcceleratedTraining]
            public sealed partial class {|ACC1003:{|ACC1003:{|ACC1003:{|ACC1003:Digits|}|}|}|}
            {
            }
            """,
            """
            using Accelerate;
            using static TorchSharp.torch;

            [AcceleratedTraining]
            public sealed partial class Digits
            {
                [Model]
                nn.Module<Tensor, Tensor> CreateModel() => throw new NotImplementedException();

                [Optimizer]
                optim.Optimizer CreateOptimizer(nn.Module<Tensor, Tensor> model) => optim.AdamW(model.parameters());

                [TrainingData]
                IEnumerable<Tensor> CreateTrainingData() => throw new NotImplementedException();

                [TrainingStep]
                Tensor Step(nn.Module<Tensor, Tensor> model, Tensor batch) => throw new NotImplementedException();
            }
            """);

    [Fact]
    public async Task A_missing_role_says_which() =>
        await Verify.MessageAsync<RoleAnalyzer>(
            new TrainingProgram { Declaration = "[AcceleratedTraining]\npublic sealed partial class {|ACC1003:Digits|}", Data = "" }.Source,
            "'Digits' has no method marked [TrainingData], which the training loop needs. Add one, or mark the method that does it.");

    [Fact]
    public async Task Roles_may_be_inherited() =>
        await ReportsAsync(new()
        {
            Declaration = "[AcceleratedTraining]\npublic sealed partial class Digits : Base",
            Model = "",
            Types = "public abstract class Base\n{\n    [Model] protected Net CreateNet() => new();\n}",
        });

    [Fact]
    public async Task A_second_method_for_the_same_data_loses_its_role() =>
        await Verify.FixAsync<RoleAnalyzer, RemoveRepeatedRoleCodeFix>(
            new TrainingProgram { Further = "[TrainingData] IEnumerable<Batch> {|ACC1004:CreateMore|}() => [];" }.Source,
            new TrainingProgram { Further = "IEnumerable<Batch> CreateMore() => [];" }.Source);

    [Fact]
    public async Task A_method_has_one_role() =>
        await ReportsAsync(new() { Data = "[TrainingData, ValidationData] IEnumerable<Batch> {|ACC1005:CreateTrainingData|}() => [];" });

    [Theory]
    [InlineData("[OnTrainingStart] void {|ACC1006:Greet|}<T>() { }")]
    [InlineData("[OnTrainingEnd] async void {|ACC1006:Save|}() => await Task.Yield();")]
    [InlineData("[OnTrainingEnd] async Task {|ACC1006:Save|}() => await Task.Yield();")]
    public async Task A_method_that_the_loop_cannot_call_is_reported_once(string method) => await ReportsAsync(new() { Further = method });

    [Fact]
    public async Task A_private_role_of_a_base_class_is_out_of_reach() =>
        await ReportsAsync(new()
        {
            Declaration = "[AcceleratedTraining]\npublic sealed partial class Digits : Base",
            Types = "public abstract class Base\n{\n    [OnTrainingStart] private void {|ACC1006:Greet|}() { }\n}",
        });

    [Fact]
    public async Task A_mistake_that_two_programs_inherit_is_reported_once() =>
        await ReportsAsync(new()
        {
            Declaration = "[AcceleratedTraining]\npublic sealed partial class Digits : Base",
            Model = "",
            Optimizer = "",
            Data = "",
            Step = "",
            Types = """
                [AcceleratedTraining]
                public sealed partial class Letters : Base;

                public abstract class Base
                {
                    [Model] protected Net CreateNet() => new();
                    [Optimizer] protected optim.Optimizer CreateOptimizer(Net net) => optim.SGD(net.parameters(), 0.1);
                    [TrainingData] protected IEnumerable<Batch> CreateTrainingData() => [];
                    [TrainingStep] protected Tensor Step(Net net, Batch batch, string {|ACC1008:name|}) => net.call(batch.Images).sum();
                }
                """,
        });

    [Theory]
    [InlineData("public required string {|ACC1021:Name|} { get; init; }")]
    [InlineData("public required string {|ACC1021:Name|};")]
    public async Task A_required_member_that_is_no_hyperparameter_cannot_be_set(string member) => await ReportsAsync(new() { Further = member });

    [Fact]
    public async Task A_required_hyperparameter_is_a_required_option() =>
        await ReportsAsync(new() { Further = "[Hyperparameter] public required string Name { get; init; }" });

    [Theory]
    [InlineData("public void {|ACC1022:Train|}() { }")]
    [InlineData("public static int {|ACC1022:RunAsync|} => 1;")]
    public async Task The_names_of_generated_members_are_taken(string member) => await ReportsAsync(new() { Further = member });

    private static async Task ReportsAsync(TrainingProgram program) => await Verify.DiagnosticsAsync<RoleAnalyzer>(program.Source);
}
