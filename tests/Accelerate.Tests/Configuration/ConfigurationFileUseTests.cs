using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Configuration;

public sealed class ConfigurationFileUseTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_named_by_the_environment_fills_in_what_code_and_environment_leave_open()
    {
        var path = Write("distributed_type: DEEPSPEED\nmixed_precision: bf16\nuse_cpu: true\ndeepspeed_config:\n  zero_stage: 0\n  gradient_accumulation_steps: 4\n");
        using var accelerator = Create(new(), ("ACCELERATE_CONFIG_FILE", path));
        Assert.Equal(MixedPrecision.BF16, accelerator.MixedPrecision);
        Assert.Equal(4, accelerator.GradientAccumulationSteps);
        Assert.Equal(DeviceType.CPU, accelerator.Device.type);
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_the_code_over_both()
    {
        var path = Write("distributed_type: NO\nmixed_precision: no\nuse_cpu: true\n");
        using var named = Create(new(), ("ACCELERATE_CONFIG_FILE", path), ("ACCELERATE_MIXED_PRECISION", "bf16"));
        Assert.Equal(MixedPrecision.BF16, named.MixedPrecision);
        using var coded = Create(new() { MixedPrecision = MixedPrecision.No }, ("ACCELERATE_CONFIG_FILE", path), ("ACCELERATE_MIXED_PRECISION", "bf16"));
        Assert.Equal(MixedPrecision.No, coded.MixedPrecision);
    }

    [Fact]
    public void A_file_with_mistakes_is_refused_with_all_of_them()
    {
        var path = Write("distributed_type: NO\nmixed_precison: bf16\nuse_cpu: maybe\n");
        var error = Assert.Throws<InvalidDataException>(() => Create(new(), ("ACCELERATE_CONFIG_FILE", path)));
        Assert.Contains("2 mistakes", error.Message);
        Assert.Contains($"{path}:2:1: There is no key 'mixed_precison'", error.Message);
        Assert.Contains($"{path}:3:10: 'use_cpu' is 'maybe'", error.Message);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_named()
    {
        var path = Path.Combine(_folder.Path, "none.yaml");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => Create(new(), ("ACCELERATE_CONFIG_FILE", path))).Message);
    }

    [Fact]
    public void What_this_version_cannot_do_is_refused_rather_than_ignored()
    {
        var fp8 = Write("distributed_type: NO\nmixed_precision: fp8\n");
        Assert.Contains("fp8", Assert.Throws<NotSupportedException>(() => Create(new(), ("ACCELERATE_CONFIG_FILE", fp8))).Message);
    }

    [Fact]
    public void A_model_to_be_sharded_is_refused_with_the_reason_and_left_unprepared()
    {
        using var model = Networks.Perceptron();
        using var accelerator = Create(new() { Sharding = new() { ZeroStage = 3 } });
        var error = Assert.Throws<NotSupportedException>(() => accelerator.Prepare(model));
        Assert.Contains("Sharding.ZeroStage is 3", error.Message);
        Assert.Contains("does not exist yet", error.Message);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Assert.Throws<ArgumentException>(() => accelerator.Prepare(optimizer));
    }

    [Fact]
    public void Two_models_of_a_sharding_accelerator_are_refused_by_name()
    {
        using var generator = Networks.Perceptron();
        using var critic = Networks.Weight(1);
        using var first = optim.SGD(generator.parameters(), 0.1);
        using var second = optim.SGD(critic.parameters(), 0.1);
        var path = Write("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 2\n");
        foreach (var accelerator in new[] { Create(new() { Sharding = new() }), Create(new(), ("ACCELERATE_CONFIG_FILE", path)), Create(new(), ("ACCELERATE_USE_DEEPSPEED", "true")) })
        {
            using (accelerator)
            {
                var error = Assert.Throws<InvalidOperationException>(() => accelerator.Prepare(generator, critic, first, second));
                Assert.Contains("Sequential and Linear", error.Message);
                Assert.Contains("an accelerator for each model", error.Message);
            }
        }
    }

    [Fact]
    public void Of_models_in_separate_calls_the_first_is_refused_already_and_nothing_is_left_behind()
    {
        using var generator = Networks.Perceptron();
        using var critic = Networks.Weight(1);
        using var accelerator = Create(new() { Sharding = new() });
        Assert.StartsWith("Sequential cannot be sharded", Assert.Throws<NotSupportedException>(() => accelerator.Prepare(generator)).Message);
        Assert.StartsWith("Linear cannot be sharded", Assert.Throws<NotSupportedException>(() => accelerator.Prepare(critic)).Message);
        Assert.Empty(accelerator.Prepared());
    }

    [Theory]
    [InlineData("ACCELERATE_USE_DEEPSPEED")]
    [InlineData("ACCELERATE_USE_FSDP")]
    [InlineData("ACCELERATE_USE_MEGATRON_LM")]
    public void Sharding_that_a_launcher_asks_for_is_refused(string variable)
    {
        using var model = Networks.Perceptron();
        using var accelerator = Create(new(), (variable, "true"));
        Assert.Contains(variable, Assert.Throws<NotSupportedException>(() => accelerator.Prepare(model)).Message);
        using var off = Create(new(), (variable, "false"));
        Assert.Same(model, off.Prepare(model));
    }

    [Fact]
    public void Stage_0_in_the_code_turns_the_files_sharding_off()
    {
        using var first = Networks.Perceptron();
        using var second = Networks.Perceptron(2);
        var path = Write("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n");
        using var accelerator = Create(new() { Sharding = new() { ZeroStage = 0 } }, ("ACCELERATE_CONFIG_FILE", path));
        Assert.Same(first, accelerator.Prepare(first));
        Assert.Same(second, accelerator.Prepare(second));
        Assert.Contains("ZeroStage is 4", Assert.Throws<ArgumentException>(() => Create(new() { Sharding = new() { ZeroStage = 4 } })).Message);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static Accelerator Create(AcceleratorOptions options, params (string Name, string Value)[] environment) =>
        new(options, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
