using System.Globalization;
using System.IO.Compression;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Tests.Samples;

/// <summary>What holds for the generated and for the written program.</summary>
public abstract class FashionMnistTests(string sample) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected string OutputDirectory => _directory["out"];

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void It_trains_tests_logs_and_saves()
    {
        WriteData(trainingImages: 320, testImages: 50);
        var (exitCode, output, error) = Run("--epochs", "2", "--batch-size", "32", "--gradient-accumulation-steps", "3");

        Assert.True(exitCode == 0, error);
        var lines = output.TrimEnd().Split('\n');
        Assert.StartsWith("80,650 parameters on cpu, 1 of", lines[0], StringComparison.Ordinal);
        Assert.Equal($"model: {Path.Combine(_directory["out"], "model.safetensors")}", lines[^4]);
        Assert.Equal($"log: {Path.Combine(_directory["out"], "log.csv")}", lines[^3]);
        Assert.InRange(Number(lines[^2], "test accuracy: "), 0.5, 1);
        Assert.True(Number(lines[^1], "samples per second: ") > 0);
        Assert.True(File.Exists(Path.Combine(_directory["out"], "model.safetensors")));
        var log = File.ReadAllLines(Path.Combine(_directory["out"], "log.csv"));
        Assert.Equal(["epoch,training_loss,test_accuracy,learning_rate,samples_per_second", "1", "2"], [log[0], .. log[1..].Select(row => row.Split(',')[0])]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        WriteData(trainingImages: 96, testImages: 10);
        Assert.Equal(Losses(), Losses());

        string[] Losses()
        {
            Run("--epochs", "2", "--seed", "7");
            return [.. File.ReadAllLines(Path.Combine(_directory["out"], "log.csv")).Skip(1).Select(row => row.Split(',')[1])];
        }
    }

    [Fact]
    public void Missing_data_is_an_error_that_names_the_package()
    {
        var (exitCode, _, error) = Run();
        Assert.Equal(1, exitCode);
        Assert.Contains("dataset-fashion-mnist", error);
        Assert.Contains("train-images-idx3-ubyte.gz", error);
    }

    [Fact]
    public void A_file_that_is_not_IDX_is_an_error_that_names_it()
    {
        WriteData(trainingImages: 1, testImages: 1);
        using (var file = new GZipStream(File.Create(_directory["train-labels-idx1-ubyte.gz"]), CompressionMode.Compress))
            file.Write(new byte[64]);
        var (exitCode, _, error) = Run();
        Assert.Equal(1, exitCode);
        Assert.Contains("train-labels-idx1-ubyte.gz", error);
        Assert.Contains("not an IDX file", error);
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--learning-rate", "-1")]
    [InlineData("--batch-size", "many")]
    [InlineData("--mixed-precision", "FP8")]
    [InlineData("--no-such-option", "1")]
    public void A_bad_option_is_refused_by_name(string option, string value)
    {
        var (exitCode, _, error) = Run(option, value);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(option, error);
    }

    [Fact]
    public void Help_lists_the_hyperparameters()
    {
        var (exitCode, output, _) = Run("--help");
        Assert.Equal(0, exitCode);
        Assert.All(["--epochs", "--batch-size", "--learning-rate", "--weight-decay", "--gradient-accumulation-steps", "--mixed-precision", "--seed", "--threads"],
            option => Assert.Contains(option, output));
    }

    [Fact]
    public void On_the_real_images_the_defaults_reach_91_percent()
    {
        LongTests.SkipUnlessAsked();
        var (exitCode, output, error) = SampleProgram.Run(sample, "--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "--output", _directory["out"]);
        Assert.True(exitCode == 0, error);
        Assert.InRange(Number(output.TrimEnd().Split('\n')[^2], "test accuracy: "), 0.91, 1);
    }

    protected (int ExitCode, string Output, string Error) Run(params string[] options) => RunSample(sample, options);

    protected (int ExitCode, string Output, string Error) RunSample(string name, params string[] options) =>
        SampleProgram.Run(name, [.. options, "--threads", "1", "--data", _directory.Path, "--output", _directory["out"]]);

    private static double Number(string line, string label)
    {
        Assert.StartsWith(label, line, StringComparison.Ordinal);
        return double.Parse(line[label.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Images of class c are dark but for two bright rows whose place tells c.</summary>
    protected void WriteData(int trainingImages, int testImages)
    {
        Write("train", trainingImages);
        Write("t10k", testImages);

        void Write(string name, int count)
        {
            var pixels = new byte[count * 28 * 28];
            var labels = new byte[count];
            for (var i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 10);
                pixels.AsSpan((i * 28 + 2 * labels[i] + 3) * 28, 2 * 28).Fill(255);
            }
            IdxFile.Write(_directory[$"{name}-images-idx3-ubyte.gz"], pixels, count, 28, 28);
            IdxFile.Write(_directory[$"{name}-labels-idx1-ubyte.gz"], labels, count);
        }
    }
}
