using Accelerate.Analyzers.Roles;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.CodeFixes.Roles;
using Xunit;

namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>ACC1007 to ACC1017: what methods return and take, and how they are connected.</summary>
public sealed class SignatureTests
{
    private const string TwoModels = "[Model] Net CreateGenerator() => new();\n[Model] Net CreateDiscriminator() => new();";
    private const string TwoOptimizers = """
        [Optimizer] optim.Optimizer CreateFirst(Net generator) => optim.SGD(generator.parameters(), 0.1);
        [Optimizer] optim.Optimizer CreateSecond(Net discriminator) => optim.SGD(discriminator.parameters(), 0.1);
        """;

    [Theory]
    [InlineData("[TrainingStep] object {|ACC1007:Step|}(Net net, Batch batch) => net.call(batch.Images).sum();", "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();")]
    [InlineData("[TrainingStep] float {|ACC1007:Step|}(Net net, Batch batch) => net.call(batch.Images).sum().item<float>();", "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();")]
    [InlineData("[TrainingStep] float {|ACC1007:Step|}(Net net, Batch batch) { var loss = net.call(batch.Images).sum(); return loss.item<float>(); }", "[TrainingStep] Tensor Step(Net net, Batch batch) { var loss = net.call(batch.Images).sum(); return loss; }")]
    public async Task A_training_step_returns_its_loss(string before, string after) =>
        await Verify.FixAsync<RoleAnalyzer, CorrectReturnTypeCodeFix>(new TrainingProgram { Step = before }.Source, new TrainingProgram { Step = after }.Source);

    [Fact]
    public async Task A_model_is_declared_as_what_it_is() =>
        await Verify.FixAsync<RoleAnalyzer, CorrectReturnTypeCodeFix>(
            new TrainingProgram { Model = "[Model] IDisposable {|ACC1007:CreateNet|}() => new Net();" }.Source,
            new TrainingProgram { Model = "[Model] Net CreateNet() => new Net();" }.Source);

    [Fact]
    public async Task What_a_hook_returns_is_dropped_where_it_is_a_call() =>
        await Verify.FixAsync<RoleAnalyzer, CorrectReturnTypeCodeFix>(
            new TrainingProgram { Further = "[OnTrainingEnd] string {|ACC1007:Report|}() => ToString()!.Trim();" }.Source,
            new TrainingProgram { Further = "[OnTrainingEnd] void Report() => ToString()!.Trim();" }.Source);

    [Theory]
    [InlineData("[TrainingStep] void {|ACC1007:Step|}(Net net, Batch batch) { net.call(batch.Images); }")]
    [InlineData("[TrainingStep] int {|ACC1007:Step|}(Net net, Batch batch) => 1;")]
    public async Task A_step_without_a_loss_has_no_fix(string step) =>
        await Verify.NoFixAsync<RoleAnalyzer, CorrectReturnTypeCodeFix>(new TrainingProgram { Step = step }.Source);

    [Fact]
    public async Task The_message_says_what_is_returned_and_what_is_wanted() =>
        await Verify.MessageAsync<RoleAnalyzer>(
            new TrainingProgram { Step = "[TrainingStep] int {|ACC1007:Step|}(Net net, Batch batch) => 1;" }.Source,
            "'Step' returns int, and a method marked [TrainingStep] returns the loss, a Tensor");

    [Fact]
    public async Task One_wrong_return_type_is_one_diagnostic() =>
        await ReportsAsync(new() { Model = "[Model] string {|ACC1007:CreateNet|}() => \"net\";" });

    [Fact]
    public async Task A_validation_step_may_return_a_loss() =>
        await ReportsAsync(new() { Further = "[ValidationData] IEnumerable<Batch> CreateValidationData() => [];\n[ValidationStep] Tensor Validate(Net net, Batch batch, Metrics metrics) => net.call(batch.Images).sum();" });

    [Fact]
    public async Task A_parameter_of_a_wrong_type_takes_the_batch() =>
        await Verify.FixAsync<RoleAnalyzer, CorrectParameterCodeFix>(
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, IList<Tensor> {|ACC1008:batch|}) => net.call(ones(1)).sum();" }.Source,
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(ones(1)).sum();" }.Source);

    [Fact]
    public async Task A_parameter_of_a_wrong_type_takes_the_model() =>
        await Verify.FixAsync<RoleAnalyzer, CorrectParameterCodeFix>(
            new TrainingProgram { Optimizer = "[Optimizer] optim.Optimizer CreateOptimizer(Module<Tensor, Tensor, Tensor> {|ACC1008:net|}) => optim.SGD(net.parameters(), 0.1);" }.Source,
            new TrainingProgram { Optimizer = "[Optimizer] optim.Optimizer CreateOptimizer(Net net) => optim.SGD(net.parameters(), 0.1);" }.Source);

    [Fact]
    public async Task A_parameter_that_is_not_used_is_removed() =>
        await Verify.FixAsync<RoleAnalyzer, CorrectParameterCodeFix>(
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, int {|ACC1008:epoch|}, Batch batch) => net.call(batch.Images).sum();" }.Source,
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();" }.Source);

    [Fact]
    public async Task A_parameter_that_is_used_and_fits_nothing_has_no_fix() =>
        await Verify.NoFixAsync<RoleAnalyzer, CorrectParameterCodeFix>(
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, int {|ACC1008:epoch|}, Batch batch) => net.call(batch.Images).sum() * epoch;" }.Source);

    [Fact]
    public async Task The_message_lists_what_a_method_may_take() =>
        await Verify.MessageAsync<RoleAnalyzer>(
            new TrainingProgram { Step = "[TrainingStep] Tensor Step(Net net, int {|ACC1008:epoch|}, Batch batch) => net.call(batch.Images).sum() * epoch;" }.Source,
            "Nothing fits parameter 'epoch' of type int. The method may take: Accelerator, Metrics, CancellationToken, Batch batch, Net net.");

    [Theory]
    [InlineData("[TrainingStep] Tensor Step(Batch batch, CancellationToken stop, Net net, Accelerator accelerator, Metrics metrics) => net.call(batch.Images).sum();")]
    [InlineData("[TrainingStep] Tensor Step(Module<Tensor, Tensor> anyName, Batch batch) => anyName.call(batch.Images).sum();")]
    public async Task Parameters_come_in_any_order_and_by_base_types(string step) => await ReportsAsync(new() { Step = step });

    [Fact]
    public async Task A_parameter_that_several_models_fit_is_given_a_name()
    {
        var wrong = new TrainingProgram { Model = TwoModels, Optimizer = "[Optimizer] optim.Optimizer CreateOptimizer(Net {|ACC1009:net|}) => optim.SGD(net.parameters(), 0.1);", Step = "[TrainingStep] Tensor Step(Net generator, Batch batch) => generator.call(batch.Images).sum();" };
        await Verify.FixAsync<RoleAnalyzer, RenameParameterCodeFix>(
            wrong.Source,
            (wrong with { Optimizer = "[Optimizer] optim.Optimizer CreateOptimizer(Net generator) => optim.SGD(generator.parameters(), 0.1);" }).Source);
        Assert.Equal(["Take 'generator'", "Take 'discriminator'"], await Verify.TitlesAsync<RoleAnalyzer, RenameParameterCodeFix>(wrong.Source));
    }

    [Fact]
    public async Task An_optimizer_takes_its_model() =>
        await Verify.FixAsync<RoleAnalyzer, TakeRoleCodeFix>(
            new TrainingProgram { Optimizer = "[Optimizer] optim.Optimizer {|ACC1010:CreateOptimizer|}() => optim.SGD(Array.Empty<TorchSharp.Modules.Parameter>(), 0.1);" }.Source,
            new TrainingProgram { Optimizer = "[Optimizer] optim.Optimizer CreateOptimizer(Net net) => optim.SGD(Array.Empty<TorchSharp.Modules.Parameter>(), 0.1);" }.Source);

    [Fact]
    public async Task A_scheduler_takes_its_optimizer() =>
        await Verify.FixAsync<RoleAnalyzer, TakeRoleCodeFix>(
            new TrainingProgram { Further = "[Scheduler] optim.lr_scheduler.LRScheduler {|ACC1015:CreateScheduler|}(TrainingLength length) => optim.lr_scheduler.StepLR(null!, length.Epochs);" }.Source,
            new TrainingProgram { Further = "[Scheduler] optim.lr_scheduler.LRScheduler CreateScheduler(optim.Optimizer optimizer, TrainingLength length) => optim.lr_scheduler.StepLR(null!, length.Epochs);" }.Source);

    [Fact]
    public async Task An_optimizer_that_no_step_names_would_never_step() =>
        await ReportsAsync(new()
        {
            Model = TwoModels,
            Optimizer = TwoOptimizers.Replace("CreateSecond", "{|ACC1011:CreateSecond|}"),
            Step = "[TrainingStep(Optimizer = nameof(CreateFirst))] Tensor Step(Net generator, Batch batch) => generator.call(batch.Images).sum();",
        });

    [Fact]
    public async Task Each_of_several_steps_names_its_optimizer()
    {
        const string Second = "[TrainingStep(Optimizer = nameof(CreateSecond))] Tensor Judge(Net discriminator, Batch batch) => discriminator.call(batch.Images).sum();";
        var wrong = new TrainingProgram
        {
            Model = TwoModels,
            Optimizer = TwoOptimizers.Replace("CreateFirst", "{|ACC1011:CreateFirst|}"),
            Step = "[TrainingStep] Tensor {|ACC1012:Generate|}(Net generator, Batch batch) => generator.call(batch.Images).sum();",
            Further = Second,
        };
        await Verify.FixAsync<RoleAnalyzer, NameOptimizerCodeFix>(
            wrong.Source,
            new TrainingProgram
            {
                Model = TwoModels,
                Optimizer = TwoOptimizers,
                Step = "[TrainingStep(Optimizer = nameof(CreateFirst))] Tensor Generate(Net generator, Batch batch) => generator.call(batch.Images).sum();",
                Further = Second,
            }.Source);
    }

    [Fact]
    public async Task A_step_names_an_optimizer_that_there_is() =>
        await Verify.FixAsync<RoleAnalyzer, NameOptimizerCodeFix>(
            new TrainingProgram { Optimizer = new TrainingProgram().Optimizer.Replace("CreateOptimizer", "{|ACC1011:CreateOptimizer|}"), Step = "[TrainingStep(Optimizer = {|ACC1013:\"CreateOptimiser\"|})] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();" }.Source,
            new TrainingProgram { Step = "[TrainingStep(Optimizer = nameof(CreateOptimizer))] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();" }.Source);

    [Fact]
    public async Task Steps_in_two_files_have_no_order()
    {
        var program = new TrainingProgram { Model = TwoModels, Optimizer = TwoOptimizers, Step = "[TrainingStep(Optimizer = nameof(CreateFirst))] Tensor {|ACC1014:Generate|}(Net generator, Batch batch) => generator.call(batch.Images).sum();" };
        await Verify.DiagnosticsAsync<RoleAnalyzer>(TestProject.Of(program.Source) with
        {
            Sources = new Dictionary<string, string>
            {
                ["Digits.cs"] = program.Source,
                ["Digits.Judge.cs"] = "using Accelerate;\nusing static TorchSharp.torch;\npartial class Digits\n{\n    [TrainingStep(Optimizer = nameof(CreateSecond))] Tensor Judge(Net discriminator, Batch batch) => discriminator.call(batch.Images).sum();\n}",
            },
        });
    }

    [Fact]
    public async Task Inherited_steps_come_first_whatever_their_file()
    {
        var program = new TrainingProgram
        {
            Declaration = "[AcceleratedTraining]\npublic sealed partial class Digits : Base", Model = TwoModels, Optimizer = TwoOptimizers,
            Step = "[TrainingStep(Optimizer = nameof(CreateFirst))] Tensor Generate(Net generator, Batch batch) => generator.call(batch.Images).sum();",
        };
        await Verify.DiagnosticsAsync<RoleAnalyzer>(TestProject.Of(program.Source) with
        {
            Sources = new Dictionary<string, string>
            {
                ["Digits.cs"] = program.Source,
                ["Base.cs"] = "using Accelerate;\nusing static TorchSharp.torch;\npublic abstract class Base\n{\n    [TrainingStep(Optimizer = \"CreateSecond\")] protected Tensor Judge(Net discriminator, Batch batch) => discriminator.call(batch.Images).sum();\n}",
            },
        });
    }

    [Fact]
    public async Task Data_to_evaluate_on_gets_a_validation_step() =>
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(
            new TrainingProgram { Further = "[TestData] IEnumerable<Batch> {|ACC1016:CreateTestData|}() => [];" }.Source,
            new TrainingProgram { Further = "[TestData] IEnumerable<Batch> CreateTestData() => [];\n\n[ValidationStep]\nvoid Validate(Net net, Batch batch, Metrics metrics) => throw new NotImplementedException();" }.Source);

    [Fact]
    public async Task A_validation_step_gets_data() =>
        await Verify.FixAsync<RoleAnalyzer, AddRoleCodeFix>(
            new TrainingProgram { Further = "[ValidationStep] void {|ACC1017:Validate|}(Net net, Batch batch) { }" }.Source,
            new TrainingProgram { Further = "[ValidationStep] void Validate(Net net, Batch batch) { }\n\n[ValidationData]\nIEnumerable<Batch> CreateValidationData() => throw new NotImplementedException();" }.Source);

    private static async Task ReportsAsync(TrainingProgram program) => await Verify.DiagnosticsAsync<RoleAnalyzer>(program.Source);
}
