using Accelerate.Generators.Tests.Programs;
using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task A_run_from_the_command_line_reports_saves_and_logs()
    {
        using var directory = new TemporaryDirectory();
        var (code, output, error) = await Run("--epochs", "1", "--learning-rate", "0.01", "--batch-size", "7", "--pause", "0:05", "--threads", "1", "--output", directory.Path);

        Assert.Equal((0, ""), (code, error));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("41 parameters on cpu, 1 of ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^epoch 1: training loss \d\.\d{4}, training loss twice \d\.\d{4}, validation error \d\.\d{4}, validation loss \d\.\d{4}$", lines.Single(line => line.StartsWith("epoch 1:", StringComparison.Ordinal)));
        Assert.Contains($"model: {directory["model.safetensors"]}", lines);
        Assert.Contains($"log: {directory["log.csv"]}", lines);
        Assert.Contains(lines, line => line.StartsWith("test error: ", StringComparison.Ordinal));
        Assert.StartsWith("samples per second: ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(
            "epoch,training_loss,training_loss_twice,validation_error,validation_loss,learning_rate,samples_per_second",
            File.ReadLines(directory["log.csv"]).First());
        Assert.True(File.Exists(directory["model.safetensors"]));
    }

    [Theory]
    [InlineData("--epochs 0", "--epochs is 0; it must be at least 1.")]
    [InlineData("--epochs few", "--epochs is 'few'; it must be a whole number.")]
    [InlineData("--learning-rate 0", "--learning-rate is 0; it must be greater than 0.")]
    [InlineData("--learning-rate 1,5", "--learning-rate is '1,5'; it must be a number.")]
    [InlineData("--mixed-precision bf17", "--mixed-precision is 'bf17'; it must be one of No, FP16, BF16.")]
    [InlineData("--pause later", "--pause is 'later'; it must be a TimeSpan.")]
    [InlineData("--depth 3", "--depth")]
    public async Task A_value_that_cannot_be_is_an_error(string arguments, string message)
    {
        var (code, _, error) = await Run(arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fp16_is_refused_in_words()
    {
        var (code, _, error) = await Run("--mixed-precision", "fp16", "--threads", "1");
        Assert.Equal(1, code);
        Assert.Contains("BF16", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_describes_hyperparameters_and_run_options()
    {
        var (code, output, _) = await Run("--help");
        Assert.Equal(0, code);
        Assert.Contains("Learns a sum.", output, StringComparison.Ordinal);
        Assert.Matches(@"--learning-rate .*The learning rate\. \[default: 0\.05\]", output);
        Assert.Matches(@"--epochs .*\[default: 2\]", output);
        Assert.Matches(@"--output .*\[default: artifacts/regression\]", output);
    }

    [Fact]
    public async Task A_cancelled_run_ends_with_130_and_has_saved()
    {
        using var directory = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var (code, output, _) = await Run(cancellation.Token, "--threads", "1", "--output", directory.Path);
        Assert.Equal(130, code);
        Assert.Contains("stopped", output, StringComparison.Ordinal);
        Assert.True(File.Exists(directory["model.safetensors"]));
    }

    private static Task<(int Code, string Output, string Error)> Run(params string[] args) => Run(TestContext.Current.CancellationToken, args);

    private static async Task<(int Code, string Output, string Error)> Run(CancellationToken cancellation, params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var wrong = new StringWriter();
        Console.SetOut(written);
        Console.SetError(wrong);
        try
        {
            var code = await Regression.RunAsync(args, cancellation);
            return (code, written.ToString(), wrong.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
