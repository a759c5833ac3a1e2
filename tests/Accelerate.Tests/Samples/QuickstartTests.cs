using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Samples;

public sealed class QuickstartTests
{
    [Fact]
    public void It_learns_and_saves_a_model_that_loads_again()
    {
        using var directory = new TemporaryDirectory();
        var (_, output, _) = SampleProgram.Run("Quickstart", directory.Path);

        var losses = output.Split('\n').Where(line => line.StartsWith("epoch", StringComparison.Ordinal)).Select(line => float.Parse(line.Split(' ')[^1])).ToArray();
        Assert.Equal(10, losses.Length);
        Assert.True(losses[^1] < losses[0] / 2, $"The loss went from {losses[0]} to {losses[^1]}.");
        using var accelerator = new Accelerator();
        using var model = nn.Linear(10, 1);
        accelerator.LoadModel(model, directory.Path);
        Assert.All(Networks.Floats(model.weight), weight => Assert.InRange(weight, 0.3f, 1.7f));
    }
}
