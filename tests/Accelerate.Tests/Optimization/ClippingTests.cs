using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Optimization;

public sealed class ClippingTests
{
    private readonly Accelerator _accelerator = new();

    [Fact]
    public void Gradients_are_scaled_to_the_largest_norm_and_the_old_norm_is_returned()
    {
        var parameters = WithGradients([3f, 0f], [0f, 4f]);
        using var norm = _accelerator.ClipGradNorm(parameters, 1);
        Assert.Empty(norm.shape);
        Assert.Equal(5f, norm.item<float>());
        var coefficient = 1 / (5f + 1e-6f);
        Assert.Equal([3 * coefficient, 0, 0, 4 * coefficient], Gradients(parameters), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Small_gradients_stay_as_they_are()
    {
        var parameters = WithGradients([0.3f], [0.4f]);
        using var norm = _accelerator.ClipGradNorm(parameters, 1);
        Assert.Equal([0.3f, 0.4f], Gradients(parameters));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(double.PositiveInfinity, 4)]
    public void Other_norms_are_of_their_order(double order, float expected)
    {
        var parameters = WithGradients([3f], [-4f]);
        using var norm = _accelerator.ClipGradNorm(parameters, double.PositiveInfinity, order);
        Assert.Equal(expected, norm.item<float>(), 1e-5f);
        Assert.Equal([3f, -4f], Gradients(parameters));
    }

    [Fact]
    public void Without_gradients_the_norm_is_zero()
    {
        using var norm = _accelerator.ClipGradNorm(Networks.Perceptron().parameters(), 1);
        Assert.Equal(0f, norm.item<float>());
    }

    [Fact]
    public void Values_are_limited_on_both_sides()
    {
        var parameters = WithGradients([3f, -0.5f], [-4f]);
        _accelerator.ClipGradValue(parameters, 1);
        Assert.Equal([1f, -0.5f, -1f], Gradients(parameters));
    }

    [Fact]
    public void Partial_gradients_of_an_open_window_are_only_measured()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Weight(0);
        accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        using (accelerator.Accumulate(network))
        {
            accelerator.Backward(network.weight.sum() * 8);
            using var norm = accelerator.ClipGradNorm(network.parameters(), 1);
            accelerator.ClipGradValue(network.parameters(), 1);
            Assert.Equal(4f, norm.item<float>());
            Assert.Equal(4f, network.weight.grad!.item<float>());
        }
        using (accelerator.Accumulate(network))
        {
            accelerator.ClipGradValue(network.parameters(), 1);
            Assert.Equal(1f, network.weight.grad!.item<float>());
        }
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxNorm", () => _accelerator.ClipGradNorm([], -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxNorm", () => _accelerator.ClipGradNorm([], double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("normType", () => _accelerator.ClipGradNorm([], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("clipValue", () => _accelerator.ClipGradValue([], -1));
    }

    private static Parameter[] WithGradients(params float[][] gradients) =>
        [.. gradients.Select(values => new Parameter(zeros(values.Length)) { grad = tensor(values) })];

    private static float[] Gradients(Parameter[] parameters) => [.. parameters.SelectMany(p => Networks.Floats(p.grad!))];
}
