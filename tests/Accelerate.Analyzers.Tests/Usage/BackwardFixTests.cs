using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Usage;
using Accelerate.CodeFixes.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Usage;

/// <summary>ACC0001's fix, one by one and all at once.</summary>
public sealed class BackwardFixTests
{
    [Theory]
    [InlineData("loss.{|ACC0001:backward|}();", "accelerator.Backward(loss);")]
    [InlineData("loss.{|ACC0001:backward|}(retain_graph: true);", "accelerator.Backward(loss, retainGraph: true);")]
    [InlineData("loss.{|ACC0001:backward|}(null, true);", "accelerator.Backward(loss, retainGraph: true);")]
    [InlineData("loss.{|ACC0001:backward|}(create_graph: false, retain_graph: 1 > 0);", "accelerator.Backward(loss, retainGraph: 1 > 0);")]
    [InlineData("(loss * 2).{|ACC0001:backward|}();", "accelerator.Backward(loss * 2);")]
    [InlineData("loss.mean().{|ACC0001:backward|}();", "accelerator.Backward(loss.mean());")]
    [InlineData("/* the loss */ loss.{|ACC0001:backward|}( /* once */ ); // done", "/* the loss */ accelerator.Backward( /* once */ loss); // done")]
    [InlineData("autograd.{|ACC0001:backward|}(loss);", "accelerator.Backward(loss);")]
    [InlineData("TorchSharp.torch.autograd.{|ACC0001:backward|}(loss.mean(), retain_graph: true);", "accelerator.Backward(loss.mean(), retainGraph: true);")]
    [InlineData("autograd.{|ACC0001:backward|}(retain_graph: 1 > 0, tensor: loss);", "accelerator.Backward(loss, retainGraph: 1 > 0);")]
    [InlineData("autograd.{|ACC0001:backward|}(loss, retain_graph: null, create_graph: false);", "accelerator.Backward(loss);")]
    [InlineData("autograd.{|ACC0001:backward|}([loss]);", "accelerator.Backward(loss);")]
    [InlineData("autograd.{|ACC0001:backward|}(new[] { loss * 2 }, null, true);", "accelerator.Backward(loss * 2, retainGraph: true);")]
    [InlineData("/* the loss */ autograd.{|ACC0001:backward|}( /* once */ loss /* mean */ ); // done", "/* the loss */ accelerator.Backward( /* once */ loss /* mean */ ); // done")]
    public async Task The_accelerator_makes_the_backward_pass_and_arguments_and_comments_stay(string before, string after) =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            BackwardTests.InClass($"void Train(Accelerator accelerator, Tensor loss) {{ {before} \n}}"),
            BackwardTests.InClass($"void Train(Accelerator accelerator, Tensor loss) {{ {after} \n}}"));

    [Fact]
    public async Task A_chain_over_several_lines_keeps_its_lines_and_comments() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            """
            using Accelerate;
            using static TorchSharp.torch;

            class Trainer(Accelerator accelerator)
            {
                public void Step(Tensor outputs)
                {
                    // the mean over the batch
                    outputs
                        .pow(2)
                        .mean()
                        .{|ACC0001:backward|}();

                    outputs.sum() // of all
                        .{|ACC0001:backward|}(
                            retain_graph: true);
                }
            }
            """,
            """
            using Accelerate;
            using static TorchSharp.torch;

            class Trainer(Accelerator accelerator)
            {
                public void Step(Tensor outputs)
                {
                    // the mean over the batch
                    accelerator.Backward(outputs
                        .pow(2)
                        .mean());

                    accelerator.Backward(
                            outputs.sum() // of all
                        , retainGraph: true);
                }
            }
            """);

    [Fact]
    public async Task The_accelerator_of_the_innermost_scope_or_of_the_accumulation_is_called()
    {
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            BackwardTests.InClass("readonly Accelerator _shared = new(); void Train(Accelerator accelerator, Tensor loss) => loss.{|ACC0001:backward|}();"),
            BackwardTests.InClass("readonly Accelerator _shared = new(); void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);"));
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            BackwardTests.InClass("void Train(Accelerator first, Accelerator second, Tensor loss) { using (second.Accumulate()) { loss.{|ACC0001:backward|}(); } }"),
            BackwardTests.InClass("void Train(Accelerator first, Accelerator second, Tensor loss) { using (second.Accumulate()) { second.Backward(loss); } }"));
    }

    [Theory]
    [InlineData("void Train(Accelerator first, Accelerator second, Tensor loss) => loss.{|ACC0001:backward|}();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => loss.{|ACC0001:backward|}(create_graph: true);")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => loss.{|ACC0001:backward|}([loss]);")]
    [InlineData("void Train(Accelerator accelerator, Tensor? loss) => loss?.{|ACC0001:backward|}();")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => autograd.{|ACC0001:backward|}(loss, create_graph: true);")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => autograd.{|ACC0001:backward|}(loss, grad_tensor: loss);")]
    [InlineData("void Train(Accelerator accelerator, Tensor a, Tensor b) => autograd.{|ACC0001:backward|}([a, b]);")]
    [InlineData("void Train(Accelerator accelerator, Tensor[] losses) => autograd.{|ACC0001:backward|}(losses);")]
    [InlineData("void Train(Accelerator accelerator, Tensor[] losses) => autograd.{|ACC0001:backward|}([.. losses]);")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss, bool? keep) => autograd.{|ACC0001:backward|}(loss, retain_graph: keep);")]
    public async Task No_fix_is_offered_where_it_would_have_to_guess(string members) =>
        await Verify.NoFixAsync<BackwardAnalyzer, BackwardCodeFix>(BackwardTests.InClass(members));

    [Fact]
    public async Task All_calls_of_a_solution_are_fixed() =>
        await Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            new TestProject
            {
                Sources = new Dictionary<string, string>
                {
                    ["First.cs"] = BackwardTests.InClass("void Train(Accelerator accelerator, Tensor a, Tensor b) { a.{|ACC0001:backward|}(); autograd.{|ACC0001:backward|}([b]); }"),
                    ["Second.cs"] = BackwardTests.InClass("void Train(Accelerator accelerator, Tensor a) => a.{|ACC0001:backward|}();").Replace("Test", "Other", StringComparison.Ordinal),
                },
            },
            new TestProject
            {
                Sources = new Dictionary<string, string>
                {
                    ["First.cs"] = BackwardTests.InClass("void Train(Accelerator accelerator, Tensor a, Tensor b) { accelerator.Backward(a); accelerator.Backward(b); }"),
                    ["Second.cs"] = BackwardTests.InClass("void Train(Accelerator accelerator, Tensor a) => accelerator.Backward(a);").Replace("Test", "Other", StringComparison.Ordinal),
                },
            });
}
