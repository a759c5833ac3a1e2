using Accelerate.Analyzers.Sharding;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.CodeFixes.Sharding;
using Xunit;

namespace Accelerate.Analyzers.Tests.Sharding;

public sealed class SeveralModelsFixTests
{
    [Fact]
    public async Task A_call_for_each_model_gets_an_accelerator_for_each_with_all_that_belongs_to_it() => await FixAsync(
        """
        // Both shard.
                using var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 2 } });
                var (g, gs) = accelerator.Prepare(generator, generatorOptimizer);
                var (c, cs) = accelerator.Prepare({|ACC0003:critic|}, criticOptimizer);
                foreach (var batch in accelerator.Prepare(batches))
                {
                    using (accelerator.Accumulate(c))
                    {
                        accelerator.Backward(-c.call(batch).mean());
                        if (accelerator.SyncGradients)
                            accelerator.ClipGradNorm(critic.parameters(), 1);
                        cs.step();
                    }
                    using (accelerator.Accumulate(g))
                    {
                        accelerator.Backward(c.call(g.call(batch)).mean());
                        if (accelerator.SyncGradients)
                            accelerator.ClipGradNorm(g.parameters(), 1);
                        gs.step();
                    }
                }
        """,
        """
        // Both shard.
                using var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 2 } });
                using var criticAccelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 2 } });
                var (g, gs) = accelerator.Prepare(generator, generatorOptimizer);
                var (c, cs) = criticAccelerator.Prepare(critic, criticOptimizer);
                foreach (var batch in accelerator.Prepare(batches))
                {
                    using (criticAccelerator.Accumulate(c))
                    {
                        criticAccelerator.Backward(-c.call(batch).mean());
                        if (criticAccelerator.SyncGradients)
                            criticAccelerator.ClipGradNorm(critic.parameters(), 1);
                        cs.step();
                    }
                    using (accelerator.Accumulate(g))
                    {
                        accelerator.Backward(c.call(g.call(batch)).mean());
                        if (accelerator.SyncGradients)
                            accelerator.ClipGradNorm(g.parameters(), 1);
                        gs.step();
                    }
                }
        """);

    [Fact]
    public async Task One_call_for_two_models_becomes_a_call_for_each() => await FixAsync(
        """
        var options = new AcceleratorOptions { Sharding = new() };
                using var accelerator = new Accelerator(options);

                // Prepared together.
                var (g, c, gs, cs, loader) = accelerator.Prepare(generator, {|ACC0003:critic|}, generatorOptimizer, criticOptimizer, batches); // all
                accelerator.Backward(c.call(g.call(batches[0])).mean());
                gs.step();
                accelerator.Backward(c.call(batches[0]).mean());
                cs.step();
        """,
        """
        var options = new AcceleratorOptions { Sharding = new() };
                using var accelerator = new Accelerator(options);
                using var criticAccelerator = new Accelerator(options);

                // Prepared together.
                var (g, gs, loader) = accelerator.Prepare(generator, generatorOptimizer, batches);
                var (c, cs) = criticAccelerator.Prepare(critic, criticOptimizer); // all
                accelerator.Backward(c.call(g.call(batches[0])).mean());
                gs.step();
                criticAccelerator.Backward(c.call(batches[0]).mean());
                cs.step();
        """);

    [Fact]
    public async Task A_result_that_is_not_kept_needs_not_be_kept_after_the_fix() => await FixAsync(
        """
        Accelerator accelerator = new(new() { Sharding = new() });
                accelerator.Prepare(generator, {|ACC0003:critic|}, generatorOptimizer, criticOptimizer);
        """,
        """
        Accelerator accelerator = new(new() { Sharding = new() });
                Accelerator criticAccelerator = new(new() { Sharding = new() });
                accelerator.Prepare(generator, generatorOptimizer);
                criticAccelerator.Prepare(critic, criticOptimizer);
        """);

    [Fact]
    public async Task Three_models_get_three_accelerators() => await FixAsync(
        """
        using var accelerator = new Accelerator(new() { Sharding = new() });
                accelerator.Prepare(generator);
                accelerator.Prepare({|ACC0003:critic|});
                accelerator.Prepare({|ACC0003:nn.Linear(1, 1)|});
        """,
        """
        using var accelerator = new Accelerator(new() { Sharding = new() });
                using var secondAccelerator = new Accelerator(new() { Sharding = new() });
                using var criticAccelerator = new Accelerator(new() { Sharding = new() });
                accelerator.Prepare(generator);
                criticAccelerator.Prepare(critic);
                secondAccelerator.Prepare(nn.Linear(1, 1));
        """);

    [Fact]
    public async Task Top_level_programs_are_fixed_too() => await Verify.FixAsync<SeveralModelsAnalyzer, SeveralModelsCodeFix>(
        """
        using Accelerate;
        using static TorchSharp.torch;

        var generator = nn.Linear(1, 1);
        var critic = nn.Linear(1, 1);
        using var accelerator = new Accelerator(new() { Sharding = new() });
        accelerator.Prepare(generator, {|ACC0003:critic|}, optim.SGD(generator.parameters(), 1), optim.SGD(critic.parameters(), 1));
        """,
        """
        using Accelerate;
        using static TorchSharp.torch;

        var generator = nn.Linear(1, 1);
        var critic = nn.Linear(1, 1);
        using var accelerator = new Accelerator(new() { Sharding = new() });
        using var criticAccelerator = new Accelerator(new() { Sharding = new() });
        accelerator.Prepare(generator, optim.SGD(generator.parameters(), 1));
        criticAccelerator.Prepare(critic, optim.SGD(critic.parameters(), 1));
        """);

    [Theory]
    [InlineData("readonly Accelerator _own = new(new() { Sharding = new() }); void Train(Linear a, Linear b) { _own.Prepare(a); _own.Prepare({|ACC0003:b|}); }")]
    [InlineData("void Train(Linear a, Linear b) { using (var accelerator = new Accelerator(new() { Sharding = new() })) { accelerator.Prepare(a); accelerator.Prepare({|ACC0003:b|}); } }")]
    [InlineData("void Train(Linear a, Linear b) { using var accelerator = new Accelerator(new() { Sharding = new() }); accelerator.Prepare(a); accelerator.Prepare({|ACC0003:b|}); using (accelerator.Accumulate(a, b)) { } }")]
    [InlineData("void Train(Linear a, Linear b, optim.Optimizer x, optim.Optimizer y) { using var accelerator = new Accelerator(new() { Sharding = new() }); var all = accelerator.Prepare(a, {|ACC0003:b|}, x, y); }")]
    public async Task Nothing_is_offered_where_the_accelerators_cannot_be_told_apart(string members) => await Verify.NoFixAsync<SeveralModelsAnalyzer, SeveralModelsCodeFix>($$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Test
        {
            {{members}}
        }
        """);

    private static Task FixAsync(string before, string after) => Verify.FixAsync<SeveralModelsAnalyzer, SeveralModelsCodeFix>(InMethod(before), InMethod(after));

    private static string InMethod(string body) => $$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Test
        {
            void Train(Linear generator, Linear critic, optim.Optimizer generatorOptimizer, optim.Optimizer criticOptimizer, Tensor[] batches)
            {
                {{body}}
            }
        }
        """;
}
