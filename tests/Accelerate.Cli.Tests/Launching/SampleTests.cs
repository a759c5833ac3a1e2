using Xunit;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>The samples on two processes. Without dropout the Fashion-MNIST programs come to the model of one process that reads batches twice as large.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("FashionMnist", 1)]
    [InlineData("FashionMnistWritten", 2)]
    public async Task On_two_processes_a_sample_learns_what_it_does_on_one(string sample, int accumulation)
    {
        using var directory = new TemporaryDirectory();
        FashionMnistFiles.Write(directory.Path, trainingImages: 80, testImages: 21);
        var (alone, log) = await TrainAsync(1, batchSize: 16);
        var (together, otherLog) = await TrainAsync(2, batchSize: 8);

        // Ten epochs of five batches; all that the model holds, running statistics too.
        SavedModel.AreClose(alone, together, 1e-6);
        Assert.Equal(log.Length, otherLog.Length);
        for (var row = 1; row < log.Length; row++)
        {
            Assert.Equal(Number(log[row], 1), Number(otherLog[row], 1), 1e-4);
            Assert.Equal(log[row].Split(',')[3], otherLog[row].Split(',')[3]);
        }

        async Task<(SavedModel Model, string[] Log)> TrainAsync(int processes, int batchSize)
        {
            var output = Path.Combine(directory.Path, $"{processes}");
            using var launch = LaunchedProgram.Start(
                "--num-processes", $"{processes}", Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), "--data", directory.Path, "--output", output, "--threads", "1",
                "--epochs", "10", "--batch-size", $"{batchSize}", "--gradient-accumulation-steps", $"{accumulation}", "--dropout", "0", "--learning-rate", "0.001");
            Assert.True(await launch.EndAsync() == 0, launch.Errors);
            Assert.DoesNotContain("[rank 1]", launch.Output);
            Assert.Single(launch.Output.Split('\n'), static line => line.Contains("epoch 10: training loss", StringComparison.Ordinal));
            Assert.Equal(["log.csv", "model.safetensors"], Directory.GetFiles(output).Select(Path.GetFileName).Order());
            return (SavedModel.Read(output), File.ReadAllLines(Path.Combine(output, "log.csv")));
        }

        static double Number(string row, int column) => double.Parse(row.Split(',')[column], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("Quickstart", "model.safetensors", "epoch 10: loss", "{0}")]
    [InlineData("Gan", "generator/model.safetensors", "epoch 2: discriminator loss", "--epochs", "2", "--output", "{0}")]
    public async Task The_other_samples_run_on_two_processes_and_the_main_one_reports_and_saves(string sample, string file, string line, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        using var launch = LaunchedProgram.Start(["--num-processes", "2", Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments.Select(argument => argument.Replace("{0}", directory.Path, StringComparison.Ordinal))]);
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        Assert.Single(launch.Output.Split('\n'), text => text.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain("[rank 1]", launch.Output);
        Assert.True(File.Exists(Path.Combine(directory.Path, file)));
    }

    [Theory]
    [InlineData("FashionMnist")]
    [InlineData("FashionMnistWritten")]
    public async Task Help_is_shown_once(string sample)
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), "--help");
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        Assert.Single(launch.Output.Split('\n'), static line => line.Contains("--batch-size", StringComparison.Ordinal));
    }
}
