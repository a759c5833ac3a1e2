using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

[Collection(nameof(ProcessWide))]
public sealed class LayerTests
{
    /// <summary>The numbers are those of PyTorch 1.13.1 after <c>torch.manual_seed(42)</c>.</summary>
    [Fact]
    public void Gradients_of_a_convolutional_network_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        using var model = Sequential(Conv2d(1, 2, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(8, 3));
        var loss = CrossEntropyLoss().call(model.call(Values.Wave([2, 1, 6, 6])), tensor(new long[] { 2, 0 }));
        loss.backward();
        Assert.Equal(1.0633395910263062, loss.ToSingle(), 1e-6);
        var sums = model.named_parameters().ToDictionary(entry => entry.Item1, entry => Values.Of(entry.Item2.grad!).Sum(Math.Abs));
        Assert.Equal(1.7194555, sums["0.weight"], 2e-5);
        Assert.Equal(0.27725868, sums["0.bias"], 1e-5);
        Assert.Equal(0.77887838, sums["4.weight"], 1e-5);
        Assert.Equal(0.59691556, sums["4.bias"], 1e-5);
    }

    /// <summary>The numbers are those of PyTorch 1.13.1 after <c>torch.manual_seed(42)</c>.</summary>
    [Fact]
    public void An_embedding_limits_norms_and_leaves_the_padding_without_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        using var table = Embedding(5, 3, padding_idx: 1, max_norm: 1);
        var result = table.call(tensor(new long[,] { { 0, 1 }, { 4, 0 } }));
        Assert.Equal([2, 2, 3], result.shape);
        Values.AssertClose(
            [0.33669037f, 0.12880941f, 0.23446237f, 0, 0, 0, 0.49328178f, -0.75074697f, -0.43937689f, 0.33669037f, 0.12880941f, 0.23446237f], Values.Of(result));
        result.sum().backward();
        Assert.Equal([2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], Values.Of(table.weight.grad!));
    }

    [Fact]
    public void A_pretrained_embedding_is_a_copy_that_does_not_learn_unless_asked()
    {
        using var scope = NewDisposeScope();
        var table = Values.Wave([3, 2]);
        using var frozen = Embedding_from_pretrained(table);
        using var trained = Embedding_from_pretrained(table, freeze: false);
        Assert.False(frozen.weight.requires_grad);
        Assert.True(trained.weight.requires_grad);
        Assert.Equal(Values.Of(table)[2..4], Values.Of(frozen.call(tensor(new long[] { 1 }))));
    }

    /// <summary>The numbers are those of PyTorch 1.13.1 after <c>torch.manual_seed(42)</c>.</summary>
    [Fact]
    public void A_bilinear_map_takes_two_inputs()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var result = Bilinear(3, 2, 2).call(Values.Wave([2, 3]), Values.Wave([2, 2]));
        Values.AssertClose([0.72062159f, -0.02899462f, 1.2762665f, -0.068921074f], Values.Of(result));
    }

    [Fact]
    public void Pooling_tells_where_the_maxima_are()
    {
        using var scope = NewDisposeScope();
        var input = tensor(new[] { 1f, 5, 2, 7 }).reshape(1, 1, 2, 2);
        var (values, indices) = MaxPool2d(2).forward_with_indices(input);
        Assert.Equal([7f], Values.Of(values));
        Assert.Equal(3, indices.ToInt64());
        var (adaptive, places) = AdaptiveMaxPool1d(1).forward_with_indices(tensor(new[] { 1f, 5, 2 }).reshape(1, 1, 3));
        Assert.Equal([5f], Values.Of(adaptive));
        Assert.Equal(1, places.ToInt64());
    }

    [Fact]
    public void Activations_in_place_return_their_input()
    {
        using var scope = NewDisposeScope();
        foreach (var layer in new Module<Tensor, Tensor>[] { ReLU(true), GELU(true), SiLU(true), Tanh(true), Softsign(true), Tanhshrink(true), Hardswish(true), ELU(inplace: true) })
        {
            var input = Values.Wave([8], 2);
            var before = Values.Of(input);
            var result = layer.call(input);
            Assert.Equal(Values.Of(result), Values.Of(input));
            Assert.NotEqual(before, Values.Of(input));
        }
    }

    [Fact]
    public void A_transposed_convolution_gives_the_output_size_asked_for_where_the_stride_leaves_a_choice()
    {
        using var scope = NewDisposeScope();
        using var layer = ConvTranspose2d(2, 3, 3, stride: 2, padding: 1);
        var input = zeros(1, 2, 3, 3);
        Assert.Equal([1, 3, 5, 5], layer.call(input).shape);
        Assert.Equal([1, 3, 6, 5], layer.forward(input, [6, 5]).shape);
        Assert.Contains("sizes 5 to 6, not 7", Assert.Throws<ArgumentException>(() => layer.forward(input, [7, 5])).Message);
        Assert.Throws<ArgumentException>(() => layer.forward(input, [5]));
    }

    [Fact]
    public void Layers_refuse_what_cannot_work()
    {
        Assert.Contains("3 groups", Assert.Throws<ArgumentException>(() => Conv2d(4, 6, 3, groups: 3)).Message);
        Assert.Throws<ArgumentException>(() => Conv2d(1, 1, 3, Padding.Same, stride: 2));
        Assert.Throws<ArgumentException>(() => ConvTranspose2d(1, 1, 3, padding_mode: PaddingModes.Reflect));
        Assert.Throws<ArgumentException>(() => GroupNorm(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedding(3, 2, padding_idx: 3));
        using var vector = new Parameter(zeros(3));
        Assert.Throws<ArgumentException>(() => Linear(vector));
    }

    [Fact]
    public void A_wrong_shape_is_an_exception_with_libtorchs_message()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<System.Runtime.InteropServices.ExternalException>(() => Linear(3, 2).call(zeros(1, 4)));
        Assert.Contains("1x4", error.Message);
    }
}
