using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Usage;

/// <summary>ACC0001: where a loss's own backward is a mistake, and where it is not.</summary>
public sealed class BackwardTests
{
    [Theory]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) { loss.{|ACC0001:backward|}(); }")]
    [InlineData("void Train(Tensor loss) { using var accelerator = new Accelerator(); loss.{|ACC0001:backward|}(); }")]
    [InlineData("void Train(Tensor loss) { using (var accelerator = new Accelerator()) loss.{|ACC0001:backward|}(); }")]
    [InlineData("void Train(Tensor loss) { Make(out var accelerator); loss.{|ACC0001:backward|}(); } void Make(out Accelerator accelerator) => accelerator = new();")]
    [InlineData("readonly Accelerator _accelerator = new(); void Train(Tensor loss) => loss.{|ACC0001:backward|}();")]
    [InlineData("Accelerator Shared { get; } = new(); void Train(Tensor loss) => loss.{|ACC0001:backward|}();")]
    [InlineData("static readonly Accelerator Shared = new(); static void Train(Tensor loss) => loss.{|ACC0001:backward|}();")]
    public async Task A_parameter_a_local_a_field_and_a_property_are_at_hand(string members) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InClass(members));

    [Theory]
    [InlineData("Action Train(Accelerator accelerator, Tensor loss) => () => loss.{|ACC0001:backward|}();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) { Step(); void Step() => loss.{|ACC0001:backward|}(); }")]
    [InlineData("void Train(Accelerator accelerator, Func<Tensor> step) { foreach (var epoch in Enumerable.Range(0, 3)) { step().{|ACC0001:backward|}(retain_graph: true); } }")]
    [InlineData("void Train(Accelerator accelerator, Tensor? loss) => loss?.{|ACC0001:backward|}();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss, Tensor weight) => (loss * weight).{|ACC0001:backward|}([weight], create_graph: true);")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => autograd.{|ACC0001:backward|}(loss);")]
    [InlineData("void Train(Accelerator accelerator, Tensor a, Tensor b) => autograd.{|ACC0001:backward|}([a, b], [ones(1), ones(1)], inputs: null);")]
    public async Task The_call_is_found_wherever_it_is_written(string members) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InClass(members));

    [Fact]
    public async Task Top_level_code_inherited_fields_and_primary_constructors_are_seen()
    {
        await Verify.DiagnosticsAsync<BackwardAnalyzer>("""
            using Accelerate;
            using static TorchSharp.torch;

            using var accelerator = new Accelerator();
            var weight = ones(1, requires_grad: true);
            weight.sum().{|ACC0001:backward|}();
            """);
        await Verify.DiagnosticsAsync<BackwardAnalyzer>("""
            using Accelerate;
            using static TorchSharp.torch;

            class Trainer(Accelerator accelerator)
            {
                protected Accelerator Accelerator { get; } = accelerator;
            }

            class GanTrainer(Accelerator accelerator) : Trainer(accelerator)
            {
                public void Step(Tensor loss) => loss.{|ACC0001:backward|}();
            }

            class WrittenTrainer(Accelerator accelerator)
            {
                public void Step(Tensor loss) { loss.{|ACC0001:backward|}(); accelerator.Backward(loss); }
            }
            """);
    }

    [Theory]
    [InlineData("void Train(Tensor loss) => loss.backward();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Plain(Tensor loss) => loss.backward(); void Accelerated(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Train(Tensor loss) { { using var accelerator = new Accelerator(); accelerator.Backward(loss); } loss.backward(); }")]
    [InlineData("void Train(Tensor loss) { loss.backward(); using var accelerator = new Accelerator(); }")]
    [InlineData("readonly Accelerator _accelerator = new(); static void Plain(Tensor loss) => loss.backward();")]
    [InlineData("readonly Accelerator _accelerator = new(); class Plain { void Train(Tensor loss) => loss.backward(); }")]
    [InlineData("Accelerator Shared { set { } } void Train(Tensor loss) => loss.backward();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) { Plain(loss); static void Plain(Tensor loss) => loss.backward(); }")]
    [InlineData("void Train(Accelerator accelerator) { Action<Tensor> plain = static loss => loss.backward(); }")]
    [InlineData("readonly Accelerator _accelerator = new(); Action<Tensor> Plain() => static loss => loss.backward();")]
    [InlineData("void Train(Tensor loss) => autograd.backward(loss);")]
    [InlineData("void Train(Func<Accelerator> later, Lazy<Accelerator> lazy, Tensor loss) => loss.backward();")]
    public async Task Without_an_accelerator_in_scope_backward_is_the_way(string members) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InClass(members));

    [Theory]
    [InlineData("void Train(Accelerator? accelerator, Tensor loss) { if (accelerator is null) loss.backward(); else accelerator.Backward(loss); }")]
    [InlineData("void Train(bool fast, Tensor loss) { var accelerator = fast ? new Accelerator() : null; if (accelerator != null) accelerator.Backward(loss); else loss.backward(); }")]
    [InlineData("Accelerator? _accelerator; void Train(Tensor loss) { if (_accelerator is { } accelerator) { accelerator.Backward(loss); } else { loss.backward(); } }")]
    [InlineData("void Train(bool fast, Accelerator accelerator, Tensor loss) { if (fast) { accelerator.Backward(loss); } else { loss.backward(); } }")]
    [InlineData("void Train(bool fast, Accelerator accelerator, Tensor loss) { if (fast) { accelerator.Backward(loss); } else { autograd.backward(loss); } }")]
    [InlineData("void Train(bool fast, Accelerator accelerator, Tensor loss) { if (fast) { accelerator.Backward(loss); return; } loss.backward(); }")]
    [InlineData("void Train(string how, Accelerator accelerator, Tensor loss) { switch (how) { case \"fast\": accelerator.Backward(loss); break; default: loss.backward(); break; } }")]
    [InlineData("Action Choose(bool fast, Accelerator accelerator, Tensor loss) => fast ? () => accelerator.Backward(loss) : () => loss.backward();")]
    public async Task Code_that_chooses_between_both_is_left_alone(string members) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InClass(members));

    [Theory]
    [InlineData("void Attack(Accelerator accelerator, Tensor loss, Tensor image) => loss.backward(inputs: [image]);")]
    [InlineData("void Attack(Accelerator accelerator, Tensor loss, Tensor image) => autograd.backward(loss, inputs: [image]);")]
    [InlineData("Tensor Slope(Accelerator accelerator, Tensor loss, Tensor input) => autograd.grad([loss], [input])[0];")]
    [InlineData("class Node { public void backward() { } } void Train(Accelerator accelerator, Node loss) => loss.backward();")]
    [InlineData("string Name(Accelerator accelerator, Tensor loss) => nameof(loss.backward);")]
    public async Task Gradients_of_inputs_and_other_methods_of_the_name_are_none_of_its_business(string members) =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>(InClass(members));

    [Fact]
    public async Task Generated_code_is_left_alone() =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>("// <auto-generated/>\n#nullable enable\n" + InClass("void Train(Accelerator accelerator, Tensor loss) => loss.backward();"));

    [Fact]
    public async Task A_method_that_is_called_by_its_name_alone_is_found_too() =>
        await Verify.DiagnosticsAsync<BackwardAnalyzer>("""
            using Accelerate;
            using static TorchSharp.torch;
            using static TorchSharp.torch.autograd;

            class Trainer(Accelerator accelerator)
            {
                public void Step(Tensor loss) => {|ACC0001:backward|}(loss);

                public void Step(Accelerator other, Tensor loss) => other.Backward(loss);
            }
            """);

    [Theory]
    [InlineData("loss.{|ACC0001:backward|}();", "")]
    [InlineData("autograd.{|ACC0001:backward|}(loss);", "")]
    [InlineData("autograd.{|ACC0001:backward|}([loss, loss]);", " with the sum of the losses")]
    [InlineData("autograd.{|ACC0001:backward|}(loss, grad_tensor: ones(1));", " with '(tensor * gradient).sum()'")]
    [InlineData("loss.{|ACC0001:backward|}(create_graph: true);", " with the loss that is computed from the gradients, and take these from 'torch.autograd.grad'")]
    public async Task The_message_names_the_accelerator_and_what_to_give_it(string call, string argument) =>
        await Verify.MessageAsync<BackwardAnalyzer>(
            InClass($"readonly Accelerator _accelerator = new(); void Train(Tensor loss) {{ {call} }}"),
            $"'backward' bypasses loss scaling, gradient accumulation and gradient synchronization; call '_accelerator.Backward'{argument}");

    internal static string InClass(string members) => $$"""
        using Accelerate;
        using static TorchSharp.torch;

        class Test
        {
            {{members}}
        }
        """;
}
