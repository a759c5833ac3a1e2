using Accelerate.Generators.Tests.Programs;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Generators.Tests;

public sealed class TrainTests
{
    private static readonly RunOptions s_silent = new() { Epochs = 2, Seed = 3, Report = false };

    [Theory]
    [InlineData(MixedPrecision.No, 1, null)]
    [InlineData(MixedPrecision.No, 2, 0.1)]
    [InlineData(MixedPrecision.BF16, 1, 0.5)]
    public void The_generated_loop_equals_the_written_one_bit_for_bit(MixedPrecision precision, int accumulation, double? maxGradientNorm)
    {
        AcceleratorOptions options = new() { MixedPrecision = precision, GradientAccumulationSteps = accumulation, Cpu = true };
        using var writing = new Accelerator(options);
        var (losses, weights) = WrittenRegression.Train(writing, maxGradientNorm);

        using var accelerator = new Accelerator(options);
        var program = new Regression { RunOptions = s_silent with { MaxGradientNorm = maxGradientNorm } };
        program.Train(accelerator, TestContext.Current.CancellationToken);

        Assert.Equal(10, losses.Count);
        Assert.Equal(losses, program.Losses);
        Assert.Equal(weights, program.Weights);
    }

    [Fact]
    public void Each_role_is_called_at_its_time_and_its_values_are_reported()
    {
        using var accelerator = new Accelerator();
        var program = new Regression { RunOptions = s_silent };
        var result = program.Train(accelerator, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                $"start on {accelerator.Device} by the caller",
                "epoch 1: training loss, training loss twice, validation error, validation loss",
                "epoch 2: training loss, training loss twice, validation error, validation loss",
                "end after 2 epochs",
            ],
            program.Events.Select(line => line.Replace(".NET TP Worker", "the caller", StringComparison.Ordinal)));
        Assert.Equal(program.Losses[..5].Average(), result.Epochs[0].Values["training loss"], 5);
        Assert.Equal(program.Losses[5..].Average(), result.Values["training loss"], 5);
        Assert.Equal(2 * result.Values["training loss"], result.Values["training loss twice"], 5);
        Assert.Equal(["test error", "test loss"], result.Values.Keys.Where(name => name.StartsWith("test", StringComparison.Ordinal)).Order());
        Assert.False(result.IsStopped);
    }

    [Fact]
    public void Cancelling_stops_at_the_end_of_a_window_and_still_saves()
    {
        using var directory = new TemporaryDirectory();
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        using var cancellation = new CancellationTokenSource();
        var program = new Regression
        {
            RunOptions = s_silent with { OutputDirectory = directory.Path },
            OnStep = step =>
            {
                if (step == 8)
                    cancellation.Cancel();
            },
        };
        var steps = new List<int>();
        var result = program.Train(accelerator, cancellation.Token);

        Assert.True(result.IsStopped);
        Assert.Equal(9, program.Losses.Count);
        Assert.Single(result.Epochs);
        Assert.Equal("end after 1 epochs, stopped", program.Events[^1]);
        Assert.True(File.Exists(directory["model.safetensors"]));
        Assert.Equal(2, File.ReadAllLines(directory["log.csv"]).Length);
    }

    [Fact]
    public void The_same_accelerator_trains_again_and_nothing_is_left_behind()
    {
        using var accelerator = new Accelerator();
        var program = new Regression { RunOptions = s_silent };
        program.Train(accelerator, TestContext.Current.CancellationToken);
        Settle();
        var tensors = Tensor.TotalCount;

        var again = new Regression { RunOptions = s_silent };
        again.Train(accelerator, TestContext.Current.CancellationToken);
        Settle();

        Assert.Equal(program.Losses, again.Losses);
        Assert.Equal(tensors, Tensor.TotalCount);

        static void Settle()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Options_that_make_no_sense_are_errors_before_anything_is_created()
    {
        using var accelerator = new Accelerator();
        Assert.Contains("Epochs is 0", Error(s_silent with { Epochs = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxGradientNorm is -1", Error(s_silent with { MaxGradientNorm = -1 }), StringComparison.Ordinal);

        string Error(RunOptions options) => Assert.Throws<ArgumentException>(() => new Regression { RunOptions = options }.Train(accelerator)).Message;
    }
}
