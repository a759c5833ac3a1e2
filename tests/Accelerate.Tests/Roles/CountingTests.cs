using Accelerate.Tests.Collectives;
using Xunit;

namespace Accelerate.Tests.Roles;

public sealed class CountingTests
{
    /// <summary>On three ranks the last round of 7 samples lacks two batches and a half, that of 10 one batch, that of 11 half a batch.</summary>
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 7)]
    [InlineData(3, 7)]
    [InlineData(3, 10)]
    [InlineData(3, 11)]
    [InlineData(3, 12)]
    [InlineData(4, 1)]
    public void A_generated_program_counts_every_sample_once_when_the_last_batches_are_uneven(int ranks, int samples)
    {
        var mean = (samples - 1) / 2.0;
        var accuracy = (samples + 2) / 3 / (double)samples;
        foreach (var (values, gathered) in Together.Run(ranks, accelerator =>
        {
            var program = new CountingProgram { Samples = samples, RunOptions = new() { Report = false } };
            return (program.Train(accelerator).Values, program.Gathered);
        }))
        {
            Assert.Equal(mean, values["training number"], 12);
            foreach (var data in new[] { "validation", "test" })
            {
                Assert.Equal(mean, values[$"{data} number"], 12);
                Assert.Equal(accuracy, values[$"{data} accuracy"], 12);
            }
            // Once in the validation data, a DataLoader, and once in the test data, a sequence of batches.
            Assert.Equal([.. Numbers(), .. Numbers()], gathered);
        }

        IEnumerable<long> Numbers() => Enumerable.Range(0, samples).Select(static number => (long)number);
    }
}
