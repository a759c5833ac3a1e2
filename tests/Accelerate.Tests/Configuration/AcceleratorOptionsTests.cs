using TorchSharp;
using Xunit;

namespace Accelerate.Tests.Configuration;

public sealed class AcceleratorOptionsTests
{
    [Fact]
    public void Without_options_one_process_trains_in_full_precision_and_steps_each_batch()
    {
        using var accelerator = Create(new());
        Assert.Equal(MixedPrecision.No, accelerator.MixedPrecision);
        Assert.Equal(1, accelerator.GradientAccumulationSteps);
        Assert.True(accelerator.SyncGradients);
        Assert.Equal((1, 0, 0), (accelerator.NumProcesses, accelerator.ProcessIndex, accelerator.LocalProcessIndex));
        Assert.True(accelerator.IsMainProcess && accelerator.IsLocalMainProcess && accelerator.IsLastProcess);
    }

    [Fact]
    public void The_environment_fills_in_what_the_code_leaves_open()
    {
        using var accelerator = Create(new(), ("ACCELERATE_MIXED_PRECISION", "bf16"), ("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "8"), ("ACCELERATE_USE_CPU", "true"));
        Assert.Equal(MixedPrecision.BF16, accelerator.MixedPrecision);
        Assert.Equal(8, accelerator.GradientAccumulationSteps);
        Assert.Equal(DeviceType.CPU, accelerator.Device.type);
    }

    [Fact]
    public void The_code_wins_over_the_environment()
    {
        using var accelerator = Create(
            new() { MixedPrecision = MixedPrecision.No, GradientAccumulationSteps = 2 }, ("ACCELERATE_MIXED_PRECISION", "bf16"), ("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "8"));
        Assert.Equal(MixedPrecision.No, accelerator.MixedPrecision);
        Assert.Equal(2, accelerator.GradientAccumulationSteps);
    }

    [Theory]
    [InlineData("ACCELERATE_MIXED_PRECISION", "fp8", "no, fp16 or bf16")]
    [InlineData("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "0", "at least 1")]
    [InlineData("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "two", "whole number")]
    [InlineData("ACCELERATE_USE_CPU", "maybe", "true or false")]
    [InlineData("WORLD_SIZE", "all", "number of processes")]
    public void A_bad_environment_variable_is_named_with_its_value_and_what_is_accepted(string name, string value, string accepted)
    {
        var error = Assert.Throws<ArgumentException>(() => Create(new(), (name, value)));
        Assert.Contains(name, error.Message);
        Assert.Contains($"'{value}'", error.Message);
        Assert.Contains(accepted, error.Message);
    }

    [Fact]
    public void A_bad_option_is_refused_with_its_value()
    {
        Assert.Contains("-3", Assert.Throws<ArgumentException>(() => Create(new() { GradientAccumulationSteps = -3 })).Message);
        Assert.Contains("PrefetchFactor is -1", Assert.Throws<ArgumentException>(() => Create(new() { DataLoader = new() { PrefetchFactor = -1 } })).Message);
        Assert.Contains("IntraOpThreads is 0", Assert.Throws<ArgumentException>(() => Create(new() { IntraOpThreads = 0 })).Message);
        Assert.Contains("none of No, FP16 and BF16", Assert.Throws<ArgumentException>(() => Create(new() { MixedPrecision = (MixedPrecision)7 })).Message);
    }

    [Fact]
    public void Half_precision_on_a_CPU_is_refused_in_favour_of_bfloat16()
    {
        var error = Assert.Throws<NotSupportedException>(() => Create(new() { MixedPrecision = MixedPrecision.FP16, Cpu = true }));
        Assert.Contains("CPU", error.Message);
        Assert.Contains("BF16", error.Message);
    }

    [Fact]
    public void The_number_of_threads_is_libtorchs()
    {
        var before = torch.get_num_threads();
        try
        {
            using var accelerator = Create(new() { IntraOpThreads = 1 });
            Assert.Equal(1, torch.get_num_threads());
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    private static Accelerator Create(AcceleratorOptions options, params (string Name, string Value)[] environment) =>
        new(options, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
