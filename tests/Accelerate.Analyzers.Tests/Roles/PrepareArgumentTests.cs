using Accelerate.Analyzers.Roles;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.CodeFixes.Roles;
using Xunit;

namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>ACC1027 and ACC1028: what <c>Prepare</c> is given.</summary>
public sealed class PrepareArgumentTests
{
    private static readonly string[] s_refused = ["CS1503", "CS0411", "CS0310", "CS0311", "CS0315", "CS1501", "CS8130"];

    [Theory]
    [InlineData("accelerator.Prepare({|ACC1027:\"model\"|});")]
    [InlineData("accelerator.Prepare(net, adam, {|ACC1027:new Dictionary<string, Tensor>()|});")]
    [InlineData("accelerator.Prepare({|ACC1027:net.named_parameters()|});")]
    [InlineData("accelerator.Prepare({|ACC1027:new[] { net, net }|});")]
    [InlineData("accelerator.Prepare({|ACC1027:new List<optim.Optimizer>()|});")]
    public async Task A_sequence_that_is_no_loader_has_no_role(string call) => await Verify.DiagnosticsAsync<PrepareArgumentAnalyzer>(InMethod(call));

    [Theory]
    [InlineData("accelerator.Prepare(net, {|ACC1027:data|});")]
    [InlineData("accelerator.Prepare(net, adam, {|ACC1027:data|}, schedule);")]
    [InlineData("accelerator.Prepare({|ACC1027:(net, adam)|});")]
    [InlineData("accelerator.Prepare(net, {|ACC1027:3|});")]
    [InlineData("accelerator.Prepare({|ACC1027:data|}, {|ACC1027:accelerator|});")]
    public async Task An_argument_that_the_compiler_refuses_is_explained(string call) => await VerifyRefusedAsync(call);

    [Theory]
    [InlineData("accelerator.Prepare({|ACC1027:net.parameters()|});", "'net.parameters()' is of type IEnumerable<Parameter>, which Prepare cannot wire. Pass the model that the parameters belong to.")]
    [InlineData("accelerator.Prepare({|ACC1027:new[] { net }|});", "'new[] { net }' is of type Net[], which Prepare cannot wire. Pass each of them by itself.")]
    [InlineData("accelerator.Prepare({|ACC1027:\"net\"|});", "'\"net\"' is of type string, which Prepare cannot wire. Pass models, optimizers, loaders and schedulers only.")]
    public async Task The_message_says_what_to_pass(string call, string message) => await Verify.MessageAsync<PrepareArgumentAnalyzer>(InMethod(call), message);

    [Theory]
    [InlineData("accelerator.Prepare(net);")]
    [InlineData("accelerator.Prepare(net, adam, loader, schedule);")]
    [InlineData("accelerator.Prepare(new List<Tensor>());")]
    [InlineData("accelerator.Prepare(new[] { (ones(1), ones(1)) });")]
    [InlineData("accelerator.Prepare(Enumerable.Range(0, 3).Select(i => new[] { ones(i) }));")]
    [InlineData("accelerator.Prepare(new List<Dictionary<string, Tensor>>());")]
    [InlineData("new Other().Prepare(\"net\");")]
    public async Task Models_optimizers_loaders_and_schedulers_have_a_role(string call) => await Verify.DiagnosticsAsync<PrepareArgumentAnalyzer>(InMethod(call));

    [Theory]
    [InlineData("new Other().Prepare(3, 4);")]
    [InlineData("accelerator.Prepare(net, net, net);")]
    [InlineData("accelerator.Prepare(net, unknown);")]
    public async Task Other_errors_are_the_compilers(string call) => await VerifyRefusedAsync(call, "CS0103");

    [Fact]
    public async Task Parameters_are_replaced_by_their_model() =>
        await Verify.FixAsync<PrepareArgumentAnalyzer, PrepareModelCodeFix>(
            InMethod("accelerator.Prepare({|ACC1027:net.parameters()|});\n        accelerator.Prepare({|ACC1027:net.named_parameters()|});"),
            InMethod("accelerator.Prepare(net);\n        accelerator.Prepare(net);"));

    [Fact]
    public async Task Text_is_replaced_by_nothing() => await Verify.NoFixAsync<PrepareArgumentAnalyzer, PrepareModelCodeFix>(InMethod("accelerator.Prepare({|ACC1027:\"net\"|});"));

    [Theory]
    [InlineData("accelerator.Prepare(adam, {|ACC1028:net|});", "accelerator.Prepare(net, adam);")]
    [InlineData("accelerator.Prepare(net, loader, {|ACC1028:adam|}, schedule);", "accelerator.Prepare(net, adam, loader, schedule);")]
    [InlineData("var (loop, model, optimizer) = accelerator.Prepare(loader, {|ACC1028:net|}, adam);", "var (model, optimizer, loop) = accelerator.Prepare(net, adam, loader);")]
    [InlineData("var (scheduler, optimizer) = accelerator.Prepare(schedule, {|ACC1028:adam|} /* the optimizer */);", "var (optimizer, scheduler) = accelerator.Prepare(adam /* the optimizer */, schedule);")]
    public async Task Arguments_are_put_in_order_together_with_the_results(string before, string after) =>
        await Verify.FixAsync<PrepareArgumentAnalyzer, ReorderPrepareCodeFix>(Refused(before), Refused(after));

    private static async Task VerifyRefusedAsync(string call, params string[] further)
    {
        var test = Refused(call);
        await Verify.DiagnosticsAsync<PrepareArgumentAnalyzer>(test with { ToleratedErrors = [.. test.ToleratedErrors, .. further] });
    }

    private static TestProject Refused(string call) => TestProject.Of(InMethod(call)) with { ToleratedErrors = s_refused };

    private static string InMethod(string statements) => $$"""
        using Accelerate;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Training
        {
            void Run(Accelerator accelerator, Net net, optim.Optimizer adam, TensorDataset data, IterableDataLoader loader, optim.lr_scheduler.LRScheduler schedule)
            {
                {{statements}}
            }
        }

        class Other { public void Prepare(object part) { } }

        class Net() : nn.Module<Tensor, Tensor>("net")
        {
            public override Tensor forward(Tensor input) => input;
        }
        """;
}
