using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

[Collection(nameof(ProcessWide))]
public sealed class ModeTests
{
    [Fact]
    public void Training_mode_reaches_the_whole_tree()
    {
        using var model = Sequential(Sequential(Dropout()), ReLU());
        Assert.True(model.training);
        model.eval();
        Assert.False(model.training);
        Assert.All(model.modules(), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_in_training_and_does_nothing_in_evaluation()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var dropout = Dropout(0.25);
        var input = ones(1000);
        var values = Values.Of(dropout.call(input));
        Assert.Equal([0f, 4f / 3], values.Distinct().Order());
        Assert.InRange(values.Count(value => value == 0), 200, 300);
        dropout.eval();
        Assert.Equal(Values.Of(input), Values.Of(dropout.call(input)));
    }

    [Fact]
    public void Dropout_in_place_writes_into_its_input()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var input = ones(100);
        var result = Dropout(0.5, inplace: true).call(input);
        Assert.Equal(Values.Of(result), Values.Of(input));
        Assert.Contains(0, Values.Of(input));
    }

    [Fact]
    public void A_probability_outside_of_zero_and_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Dropout(1.5));

    /// <summary>The numbers are PyTorch 1.13.1's.</summary>
    [Fact]
    public void Batch_normalization_tracks_statistics_in_training_and_uses_them_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var layer = BatchNorm1d(2);
        layer.call(Values.Wave([4, 2]));
        layer.call(Values.Wave([4, 2], phase: 1));
        Values.AssertClose([0.010639938f, -0.0040347246f], Values.Of(layer.running_mean));
        Values.AssertClose([0.94108039f, 0.94573027f], Values.Of(layer.running_var));
        Assert.Equal(2, layer.num_batches_tracked.ToInt64());
        layer.eval();
        Values.AssertClose([-0.010967899f, 0.66658908f, 1.0048569f, 0.89177531f], Values.Of(layer.call(Values.Wave([2, 2]))));
        Assert.Equal(2, layer.num_batches_tracked.ToInt64());
        layer.reset_running_stats();
        Assert.Equal([0f, 0f], Values.Of(layer.running_mean));
        Assert.Equal(0, layer.num_batches_tracked.ToInt64());
    }

    [Fact]
    public void Without_tracking_batch_normalization_uses_the_batch_in_evaluation_too()
    {
        using var scope = NewDisposeScope();
        var layer = BatchNorm1d(2, track_running_stats: false);
        var input = Values.Wave([4, 2]);
        var inTraining = Values.Of(layer.call(input));
        layer.eval();
        Assert.Equal(inTraining, Values.Of(layer.call(input)));
        Assert.Empty(layer.named_buffers());
    }

    [Fact]
    public void Batch_normalization_refuses_batches_without_variance_and_wrong_dimensions()
    {
        using var scope = NewDisposeScope();
        var layer = BatchNorm1d(2);
        Assert.Contains("[1, 2]", Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 2))).Message);
        Assert.Contains("2 or 3 dimensions", Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 2, 3, 4))).Message);
        layer.eval();
        Assert.Equal([1, 2], layer.call(zeros(1, 2)).shape);
    }

    [Fact]
    public void Gradients_are_dropped_or_zeroed()
    {
        using var scope = NewDisposeScope();
        var layer = Linear(1, 1);
        layer.call(ones(1, 1)).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal([0f], Values.Of(layer.weight.grad!));
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }
}
