using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class ClippingTests
{
    /// <summary>The numbers are those of PyTorch 1.13.1's <c>clip_grad_norm_</c>.</summary>
    [Theory]
    [InlineData(2.0, 8.662275314331055, new[] { 0f, 0.33466715f, 0.51193511f, 0.44843203f, 0.17402433f, -0.18222976f, 0.72856504f, 0.85860634f, 0.5848316f, 0.036001585f })]
    [InlineData(1.0, 22.286842346191406, new[] { 0f, 0.13007583f, 0.19897497f, 0.17429307f, 0.06763842f, -0.070827641f, 0.28317299f, 0.33371645f, 0.2273078f, 0.013992816f })]
    [InlineData(double.PositiveInfinity, 4.958323955535889, new[] { 0f, 0.58466911f, 0.89435923f, 0.7834183f, 0.30402341f, -0.31835842f, 1.2728153f, 1.4999998f, 1.0217106f, 0.062895373f })]
    public void Gradients_are_scaled_together_to_the_norm(double norm, double before, float[] after)
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        Assert.Equal(before, nn.utils.clip_grad_norm_(parameters, 1.5, norm), 1e-6 * before);
        Values.AssertClose(after, [.. parameters.SelectMany(parameter => Values.Of(parameter.grad!))]);
    }

    [Fact]
    public void Gradients_within_the_norm_are_left_as_they_are()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        var before = Values.Of(parameters[0].grad!);
        nn.utils.clip_grad_norm_(parameters, 100);
        Assert.Equal(before, Values.Of(parameters[0].grad!));
    }

    [Fact]
    public void Parameters_without_gradients_do_not_count()
    {
        using var parameter = new Parameter(zeros(2));
        Assert.Equal(0, nn.utils.clip_grad_norm_([parameter], 1));
        nn.utils.clip_grad_value_([parameter], 1);
        Assert.Null(parameter.grad);
    }

    [Fact]
    public void Elements_of_gradients_are_limited_to_a_value()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        var before = Values.Of(parameters[1].grad!);
        nn.utils.clip_grad_value_(parameters, 2);
        Assert.Equal(before.Select(value => Math.Clamp(value, -2, 2)), Values.Of(parameters[1].grad!));
    }

    [Fact]
    public void Clipping_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        var before = scope.DisposablesCount;
        nn.utils.clip_grad_norm_(parameters, 1.5);
        nn.utils.clip_grad_value_(parameters, 1);
        Assert.Equal(before, scope.DisposablesCount);
    }

    [Fact]
    public void Parameters_go_into_a_vector_and_back()
    {
        using var scope = NewDisposeScope();
        using var source = Linear(2, 3);
        using var target = Linear(2, 3);
        var vector = nn.utils.parameters_to_vector(source.parameters());
        Assert.Equal([9], vector.shape);
        nn.utils.vector_to_parameters(vector, target.parameters());
        Assert.Equal(Values.Of(source.weight), Values.Of(target.weight));
        Assert.Equal(Values.Of(source.bias), Values.Of(target.bias));
        Assert.True(target.weight.is_leaf);
        Assert.Contains("9 elements", Assert.Throws<ArgumentException>(() => nn.utils.vector_to_parameters(zeros(8), target.parameters())).Message);
    }

    private static List<Parameter> Parameters()
    {
        var first = new Parameter(Values.Wave([2, 3])) { grad = Values.Wave([2, 3], 3) };
        var second = new Parameter(Values.Wave([4])) { grad = Values.Wave([4], 5, 1) };
        return [first, second];
    }
}
