using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class FunctionalTests
{
    private readonly Tensor _x = tensor([-1f, 0f, 2f]);

    [Fact]
    public void Activations()
    {
        Expect.Elements(functional.relu(_x), 0, 0, 2);
        Expect.Elements(functional.leaky_relu(_x, 0.1), -0.1, 0, 2);
        Expect.Elements(functional.elu(_x, 1), Math.Exp(-1) - 1, 0, 2);
        Expect.Elements(functional.hardtanh(_x), -1, 0, 1);
        Expect.Elements(functional.threshold(_x, 1, -5), -5, -5, 2);
        Expect.Elements(functional.silu(_x), -1 / (1 + Math.E), 0, 2 / (1 + Math.Exp(-2)));
        Expect.Elements(functional.softplus(_x), Math.Log(1 + Math.Exp(-1)), Math.Log(2), Math.Log(1 + Math.Exp(2)));
        Expect.Elements(functional.gelu(tensor([1f])), 0.8413447);
        Expect.Elements(functional.gelu(tensor([1f]), TorchSharp.Modules.GELU.Approximate.tanh), 0.8411920);
    }

    [Fact]
    public void Activations_in_place_return_their_input()
    {
        Assert.Same(_x, functional.relu(_x, inplace: true));
        Assert.Same(_x, functional.sigmoid(_x, inplace: true));
        Expect.Elements(_x, 0.5, 0.5, 1 / (1 + Math.Exp(-2)));
    }

    [Fact]
    public void Softmax_sums_to_one()
    {
        Expect.Elements(functional.softmax(_x, 0).sum(), 1);
        Expect.Elements(functional.log_softmax(tensor([0f, 0f]), 0), -Math.Log(2), -Math.Log(2));
        Assert.Equal(ScalarType.Float64, torch.softmax(_x, 0, ScalarType.Float64).dtype);
    }

    [Fact]
    public void Linear_maps_and_convolutions()
    {
        Expect.Elements(functional.linear(tensor([1f, 2f]), tensor([1f, 0f, 3f, 4f]).reshape(2, 2), tensor([1f, 1f])), 2, 12);
        var image = arange(16, ScalarType.Float32).reshape(1, 1, 4, 4);
        var kernel = torch.ones(1, 1, 2, 2);
        Expect.Elements(functional.conv2d(image, kernel, strides: [2, 2]), 10, 18, 42, 50);
        Expect.Shape(functional.conv2d(image, kernel, padding: [1, 1]), 1, 1, 5, 5);
        Expect.Shape(functional.conv2d_padding(image, torch.ones(1, 1, 3, 3), padding: Padding.Same), 1, 1, 4, 4);
        Expect.Elements(functional.conv1d(tensor([1f, 2f, 3f]).reshape(1, 1, 3), torch.ones(1, 1, 2), tensor([1f])), 4, 6);
        Expect.Shape(functional.conv_transpose2d(image, kernel, strides: [2, 2]), 1, 1, 8, 8);
    }

    [Fact]
    public void Pooling()
    {
        var image = arange(16, ScalarType.Float32).reshape(1, 1, 4, 4);
        Expect.Elements(functional.max_pool2d(image, 2), 5, 7, 13, 15);
        Expect.Elements(functional.max_pool2d(image, (2, 4), stride: (2, 4)), 7, 15);
        Expect.Elements(functional.avg_pool2d(image, [2, 2]), 2.5, 4.5, 10.5, 12.5);
        Expect.Elements(functional.avg_pool2d(image, 3, stride: 1, padding: 1, count_include_pad: false).narrow(2, 0, 1).narrow(3, 0, 1), 2.5);
        Expect.Elements(functional.adaptive_avg_pool2d(image, 1), 7.5);
        Expect.Elements(functional.lp_pool2d(image, 1, 2), 10, 18, 42, 50);
        var (output, indices) = functional.max_pool2d_with_indices(image, [2, 2]);
        Expect.Elements(indices, 5, 7, 13, 15);
        Expect.Elements(functional.max_unpool2d(output, indices, [2, 2]).sum(), 40);
        var (line, places) = functional.max_pool1d_with_indices(tensor([1f, 3f, 2f, 4f]).reshape(1, 1, 4), 2);
        Expect.Elements(functional.max_unpool1d(line, places, 2), 0, 3, 0, 4);
    }

    [Fact]
    public void Normalization()
    {
        var rows = tensor([1f, 3f, 2f, 6f]).reshape(2, 2);
        Expect.Elements(functional.layer_norm(rows, [2], eps: 0), -1, 1, -1, 1);
        Expect.Elements(functional.group_norm(rows.reshape(1, 4, 1), 2, eps: 0), -1, 1, -1, 1);
        Expect.Elements(functional.normalize(tensor([3f, 4f, 0f, 0f]).reshape(2, 2)), 0.6, 0.8, 0, 0);
        Expect.Elements(functional.local_response_norm(torch.ones(1, 2, 1), 2, alpha: 2, beta: 1, k: 1), 0.5, 1d / 3);
    }

    [Fact]
    public void Batch_norm_in_training_updates_its_running_statistics()
    {
        var (mean, variance) = (torch.zeros(1), torch.ones(1));
        var batch = tensor([1f, 3f]).reshape(2, 1);
        Expect.Elements(functional.batch_norm(batch, mean, variance, training: true, momentum: 0.5, eps: 0), -1, 1);
        Expect.Elements(mean, 1);
        Expect.Elements(variance, 1.5);
        Expect.Elements(functional.batch_norm(batch, mean, variance, eps: 0), 0, 2 / Math.Sqrt(1.5));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_in_training_and_does_nothing_otherwise()
    {
        var kept = functional.dropout(torch.ones(1000), 0.5);
        Assert.True(kept.eq(0).logical_or(kept.eq(2)).all().is_nonzero());
        Assert.True(kept.eq(0).any().is_nonzero());
        Expect.Elements(functional.dropout(_x, 0.5, training: false), -1, 0, 2);
    }

    [Fact]
    public void Padding_modes()
    {
        var line = tensor([1f, 2f, 3f]).reshape(1, 1, 3);
        Expect.Elements(functional.pad(line, (1, 2), value: 9), 9, 1, 2, 3, 9, 9);
        Expect.Elements(functional.pad(line, [1, 1], PaddingModes.Reflect), 2, 1, 2, 3, 2);
        Expect.Elements(functional.pad(line, 1, PaddingModes.Replicate), 1, 1, 2, 3, 3);
        Expect.Elements(functional.pad(line, [1L, 0L], PaddingModes.Circular), 3, 1, 2, 3);
    }

    [Fact]
    public void Encodings_and_similarities()
    {
        Expect.Elements(functional.one_hot(tensor([2L, 0L]), 3), 0, 0, 1, 1, 0, 0);
        Expect.Elements(functional.cosine_similarity(tensor([1f, 0f]), tensor([1f, 1f]), 0), Math.Sqrt(0.5));
        Expect.Elements(functional.pixel_shuffle(arange(4).reshape(1, 4, 1, 1), 2), 0, 1, 2, 3);
        Expect.Shape(functional.unfold(torch.ones(1, 1, 3, 3), 2), 1, 4, 4);
        Expect.Elements(functional.fold(torch.ones(1, 4, 4), (3, 3), (2, 2)), 1, 2, 1, 2, 4, 2, 1, 2, 1);
    }
}
