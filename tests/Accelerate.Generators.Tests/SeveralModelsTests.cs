using Accelerate.Generators.Tests.Programs;
using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class SeveralModelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_take_turns_and_each_trains_its_own_parameters_only(int accumulation)
    {
        using var directory = new TemporaryDirectory();
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = accumulation });
        var program = new Adversaries { RunOptions = new() { OutputDirectory = directory.Path, Report = false } };
        var result = program.Train(accelerator, TestContext.Current.CancellationToken);

        Assert.Equal(["second", "first", "second", "first", "second", "first", "epoch"], program.Steps);
        Assert.Equal(["second loss", "first loss"], result.Values.Keys);
        Assert.True(File.Exists(directory["first/model.safetensors"]));
        Assert.True(File.Exists(directory["second/model.safetensors"]));
    }

    [Fact]
    public void A_model_without_an_optimizer_is_not_trained()
    {
        using var directory = new TemporaryDirectory();
        using var accelerator = new Accelerator();
        var result = new Distillation { RunOptions = new() { Epochs = 2, OutputDirectory = directory.Path, Report = false } }.Train(accelerator, TestContext.Current.CancellationToken);

        Assert.True(result.Epochs[1].Values["training loss"] < result.Epochs[0].Values["training loss"]);
        Assert.Equal([directory["student"]], Directory.GetDirectories(directory.Path));
    }

    [Fact]
    public async Task The_sample_of_a_generator_and_a_discriminator_learns_its_ring()
    {
        using var directory = new TemporaryDirectory();
        var output = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            var main = System.Reflection.Assembly.Load("Gan").EntryPoint!;
            var code = main.Invoke(null, [new[] { "--threads", "1", "--output", directory.Path }]);
            Assert.Equal(0, code is Task<int> task ? await task : (int)code!);
        }
        finally
        {
            Console.SetOut(output);
        }
        var line = written.ToString().Split('\n').Single(text => text.StartsWith("test distance from the ring: ", StringComparison.Ordinal));
        Assert.InRange(double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 0, 0.3);
    }
}
