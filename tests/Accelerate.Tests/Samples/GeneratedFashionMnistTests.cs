using Xunit;

namespace Accelerate.Tests.Samples;

public sealed class GeneratedFashionMnistTests() : FashionMnistTests("FashionMnist")
{
    [Theory]
    [InlineData("No", "1")]
    [InlineData("No", "3")]
    [InlineData("BF16", "1")]
    public void It_saves_the_model_of_the_written_program_bit_for_bit(string precision, string accumulation)
    {
        WriteData(trainingImages: 96, testImages: 10);
        Assert.Equal(Model("FashionMnistWritten"), Model("FashionMnist"));

        byte[] Model(string sample)
        {
            var (exitCode, _, error) = RunSample(sample, "--epochs", "2", "--batch-size", "16", "--mixed-precision", precision, "--gradient-accumulation-steps", accumulation);
            Assert.True(exitCode == 0, error);
            return File.ReadAllBytes(Path.Combine(OutputDirectory, "model.safetensors"));
        }
    }
}
