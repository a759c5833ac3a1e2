using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Usage;
using Accelerate.CodeFixes.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Usage;

/// <summary>ACC0001 in <c>[AcceleratedTraining]</c> types, whose generated loop has an accelerator.</summary>
public sealed class BackwardInStepsTests
{
    [Fact]
    public async Task A_step_that_returns_its_loss_leaves_the_backward_pass_to_the_loop() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            InTraining("""
                [TrainingStep]
                    Tensor Step(Linear model, Tensor batch)
                    {
                        var loss = model.call(batch).sum();
                        loss.{|ACC0001:backward|}();
                        return loss;
                    }
                """),
            InTraining("""
                [TrainingStep]
                    Tensor Step(Linear model, Tensor batch)
                    {
                        var loss = model.call(batch).sum();
                        return loss;
                    }
                """));

    [Fact]
    public async Task So_does_one_that_calls_autograd() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            InTraining("[TrainingStep] Tensor Step(Linear model, Tensor batch) { var loss = model.call(batch).sum(); autograd.{|ACC0001:backward|}(loss); return loss; }"),
            InTraining("[TrainingStep] Tensor Step(Linear model, Tensor batch) { var loss = model.call(batch).sum(); return loss; }"));

    [Fact]
    public async Task Comments_around_the_removed_call_stay() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            InTraining("""
                [TrainingStep]
                    Tensor Step(Linear model, Tensor batch, Accelerator accelerator)
                    {
                        var loss = model.call(batch).sum();
                        // one pass
                        loss.{|ACC0001:backward|}();
                        return loss;
                    }
                """),
            InTraining("""
                [TrainingStep]
                    Tensor Step(Linear model, Tensor batch, Accelerator accelerator)
                    {
                        var loss = model.call(batch).sum();
                        // one pass
                        
                        return loss;
                    }
                """));

    [Fact]
    public async Task A_loss_that_is_not_returned_goes_through_the_steps_accelerator() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            InTraining("[TrainingStep] Tensor Step(Linear model, Tensor batch, Accelerator accelerator) { batch.mean().{|ACC0001:backward|}(); return model.call(batch).sum(); }"),
            InTraining("[TrainingStep] Tensor Step(Linear model, Tensor batch, Accelerator accelerator) { accelerator.Backward(batch.mean()); return model.call(batch).sum(); }"));

    [Fact]
    public async Task Without_an_accelerator_the_step_is_told_to_take_one()
    {
        var source = InTraining("[TrainingStep] Tensor Step(Linear model, Tensor batch) { batch.mean().{|ACC0001:backward|}(); return model.call(batch).sum(); }");
        await Verify.MessageAsync<BackwardAnalyzer>(
            source,
            "'backward' bypasses loss scaling, gradient accumulation and gradient synchronization; take an 'Accelerator' as a parameter of the step and call its 'Backward'");
        await Verify.NoFixAsync<BackwardAnalyzer, BackwardCodeFix>(source);
    }

    [Theory]
    [InlineData("Tensor Penalty(Tensor loss) { loss.{|ACC0001:backward|}(); return loss; }")]
    [InlineData("static Tensor Compare(Tensor loss) { loss.backward(); return loss; }")]
    [InlineData("class Plain { void Train(Tensor loss) => loss.backward(); }")]
    public async Task Instance_methods_belong_to_the_loop_and_static_ones_and_other_types_do_not(string member) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InTraining(member));

    private static string InTraining(string members) => $$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        [AcceleratedTraining]
        partial class Training
        {
            {{members}}
        }
        """;
}
