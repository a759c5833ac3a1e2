using Accelerate.Analyzers.Sharding;
using Accelerate.Analyzers.Tests.Harness;
using Xunit;

namespace Accelerate.Analyzers.Tests.Sharding;

public sealed class SeveralModelsTests
{
    private const string DeepSpeed = "distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 2\n";

    [Theory]
    [InlineData("using var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 2 } }); accelerator.Prepare(a, {|ACC0003:b|}, x, y);")]
    [InlineData("using var accelerator = new Accelerator(new AcceleratorOptions { Sharding = new ShardingOptions() }); accelerator.Prepare(a, x); accelerator.Prepare({|ACC0003:b|}, y);")]
    [InlineData("var options = new AcceleratorOptions { Cpu = true, Sharding = new() { ZeroStage = 3 } }; var accelerator = new Accelerator(options); accelerator.Prepare(a); accelerator.Prepare({|ACC0003:b|});")]
    [InlineData("using (var accelerator = new Accelerator(Sharded)) { var (m, o) = accelerator.Prepare(a, x); var (n, p) = accelerator.Prepare({|ACC0003:b|}, y); accelerator.Prepare(n, Array.Empty<Tensor>()); }")]
    [InlineData("var first = new Accelerator(Sharded); var second = first; first.Prepare(a); second.Prepare({|ACC0003:b|});")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(a); accelerator.Prepare({|ACC0003:nn.Linear(1, 1)|}); accelerator.Prepare({|ACC0003:new Net()|});")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(a); if (more) accelerator.Prepare({|ACC0003:b|});")]
    [InlineData("var accelerator = new Accelerator(Sharded); for (var i = 0; i < 2; i++) { if (i == 0) accelerator.Prepare(a); else accelerator.Prepare({|ACC0003:b|}); }")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(a); void Later() => accelerator.Prepare({|ACC0003:b|}); Later();")]
    [InlineData("new Accelerator(Sharded).Prepare(a, {|ACC0003:b|}, x, y);")]
    public async Task Several_models_of_an_accelerator_with_sharding_options_are_reported(string body) => await VerifyAsync(body);

    [Theory]
    [InlineData("var accelerator = new Accelerator(); accelerator.Prepare(a, b, x, y);")]
    [InlineData("var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 0 } }); accelerator.Prepare(a, b, x, y);")]
    [InlineData("var accelerator = new Accelerator(new() { Sharding = null }); accelerator.Prepare(a, b, x, y);")]
    [InlineData("var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = more ? 2 : 0 } }); accelerator.Prepare(a, b, x, y);")]
    [InlineData("using var one = new Accelerator(Sharded); using var two = new Accelerator(Sharded); one.Prepare(a, x); two.Prepare(b, y);")]
    [InlineData("foreach (var model in new[] { a, b }) { using var accelerator = new Accelerator(Sharded); accelerator.Prepare(model); }")]
    [InlineData("for (var i = 0; i < 2; i++) { using var accelerator = new Accelerator(Sharded); if (i == 0) accelerator.Prepare(a); else accelerator.Prepare(b); }")]
    [InlineData("var accelerator = new Accelerator(Sharded); if (more) accelerator.Prepare(a); else accelerator.Prepare(b);")]
    [InlineData("var accelerator = new Accelerator(Sharded); if (more) { accelerator.Prepare(a); return; } accelerator.Prepare(b);")]
    [InlineData("var accelerator = new Accelerator(Sharded); switch (x) { case null: accelerator.Prepare(a); break; default: accelerator.Prepare(b); break; }")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(a); accelerator.Prepare(a, x); accelerator.Prepare(a, Array.Empty<Tensor>());")]
    [InlineData("var accelerator = new Accelerator(Sharded); var (m, o) = accelerator.Prepare(a, x); accelerator.Prepare(m, Array.Empty<Tensor>());")]
    [InlineData("var accelerator = new Accelerator(Sharded); var m = a; accelerator.Prepare(a); accelerator.Prepare(accelerator.Prepare(m), x);")]
    [InlineData("var accelerator = new Accelerator(Sharded); a = accelerator.Prepare(a); (a, var o) = accelerator.Prepare(a, x);")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(Array.Empty<Tensor>()); accelerator.Prepare(a, x);")]
    [InlineData("var accelerator = new Accelerator(Sharded); accelerator.Prepare(a); accelerator = new Accelerator(Sharded); accelerator.Prepare(b);")]
    public async Task One_model_or_no_sharding_is_left_alone(string body) => await VerifyAsync(body);

    [Fact]
    public async Task A_configuration_file_is_as_good_as_options() =>
        await VerifyAsync("using var accelerator = new Accelerator(new() { Cpu = true }); accelerator.Prepare(a, {|ACC0003:b|}, x, y); other.Prepare(a); other.Prepare({|ACC0003:b|});", DeepSpeed);

    [Theory]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n")]
    [InlineData("distributed_type: DEEPSPEED\n")]
    [InlineData("distributed_type: 'DEEPSPEED'\nunknown: true\n")]
    public async Task Every_kind_of_sharding_that_holds_one_model_counts(string file) =>
        await VerifyAsync("other.Prepare(a, {|ACC0003:b|}, x, y);", file);

    [Theory]
    [InlineData("distributed_type: MULTI_GPU\n")]
    [InlineData("distributed_type: FSDP\n")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 0\n")]
    [InlineData("distributed_type: [")]
    public async Task Files_that_do_not_shard_are_left_alone(string file) => await VerifyAsync("other.Prepare(a, b, x, y);", file);

    [Fact]
    public async Task Options_win_over_the_file() =>
        await VerifyAsync("var accelerator = new Accelerator(new() { Sharding = new() { ZeroStage = 0 } }); accelerator.Prepare(a, b, x, y);", DeepSpeed);

    [Fact]
    public async Task A_field_is_followed_through_the_members_that_always_run() => await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>("""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Gan
        {
            private readonly Accelerator _accelerator;
            private readonly Linear _generator = nn.Linear(1, 1), _critic = nn.Linear(1, 1);

            public Gan()
            {
                _accelerator = new(new() { Sharding = new() });
                _accelerator.Prepare(_generator);
            }

            public void Again() => _accelerator.Prepare(_generator);

            public void AddCritic() => _accelerator.Prepare({|ACC0003:_critic|});
        }

        class Either
        {
            private readonly Accelerator _accelerator = new(new() { Sharding = new() });

            public void TrainGenerator(Linear generator) => _accelerator.Prepare(generator);

            public void TrainCritic(Linear critic) => _accelerator.Prepare(critic);
        }
        """);

    [Fact]
    public async Task Top_level_programs_are_looked_at() => await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>("""
        using Accelerate;
        using static TorchSharp.torch;

        var generator = nn.Linear(1, 1);
        var critic = nn.Linear(1, 1);
        using var accelerator = new Accelerator(new() { Sharding = new() });
        accelerator.Prepare(generator);
        accelerator.Prepare({|ACC0003:critic|});
        """);

    [Fact]
    public async Task Roles_are_models_too()
    {
        await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(Roles("[AcceleratedTraining(ZeroStage = 2)]", "{|ACC0003:CreateCritic|}"));
        await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(WithFile(Roles("[AcceleratedTraining]", "{|ACC0003:CreateCritic|}"), DeepSpeed));
    }

    [Theory]
    [InlineData("[AcceleratedTraining]", "")]
    [InlineData("[AcceleratedTraining(ZeroStage = 0)]", DeepSpeed)]
    [InlineData("[System.Obsolete]", DeepSpeed)]
    public async Task Roles_without_sharding_are_left_alone(string attribute, string file) =>
        await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(WithFile(Roles(attribute, "CreateCritic"), file));

    [Fact]
    public async Task A_generated_loop_that_is_run_with_a_sharding_accelerator_counts() => await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(
        Roles("[AcceleratedTraining]", "CreateCritic") + """

        partial class Gan { public void Train(Accelerator accelerator, CancellationToken cancellationToken = default) { } }

        class Owner
        {
            void Run(Gan gan)
            {
                using var sharding = new Accelerator(new() { Sharding = new() });
                gan.Train({|ACC0003:sharding|});
                using var plain = new Accelerator();
                gan.Train(plain);
            }
        }
        """);

    [Fact]
    public async Task The_message_names_both_models_and_the_reason()
    {
        var diagnostics = await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(WithFile(InMethod("other.Prepare(a, {|ACC0003:b|}, x, y);"), DeepSpeed));
        Assert.Equal(
            "'a' and 'b' are prepared by one accelerator that is configured for sharding (deepspeed_config.zero_stage is 2 in accelerate.yaml), and such an accelerator holds one model; create an accelerator for each model",
            Assert.Single(diagnostics).GetMessage());
        Assert.Single(diagnostics[0].AdditionalLocations);
    }

    private static async Task VerifyAsync(string body, string file = "") => await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>(WithFile(InMethod(body), file));

    private static TestProject WithFile(string source, string file) =>
        TestProject.Of(source) with { AdditionalFiles = file.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["accelerate.yaml"] = file } };

    private static string InMethod(string body) => $$"""
        using Accelerate;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Net() : nn.Module("net");

        class Test
        {
            private static readonly AcceleratorOptions Sharded = new() { Sharding = new() { ZeroStage = 2 } };

            void Train(Accelerator other, nn.Module a, Linear b, optim.Optimizer x, optim.Optimizer y, bool more)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public async Task A_role_that_overrides_another_is_no_second_model() =>
        await Verify.DiagnosticsAsync<SeveralModelsAnalyzer>("""
            using Accelerate;
            using TorchSharp.Modules;
            using static TorchSharp.torch;

            abstract class Base
            {
                [Model] protected abstract Linear CreateModel();
            }

            [AcceleratedTraining(ZeroStage = 2)]
            partial class Digits : Base
            {
                [Model] protected override Linear CreateModel() => nn.Linear(1, 1);
            }
            """);

    private static string Roles(string attribute, string critic) => $$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        {{attribute}}
        partial class Gan
        {
            [Model] Linear CreateGenerator() => nn.Linear(1, 1);
            [Model] Linear {{critic}}() => nn.Linear(1, 1);
        }
        """;
}
