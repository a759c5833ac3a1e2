using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class CreationTests
{
    [Fact]
    public void Constant_tensors_take_sizes_in_every_form()
    {
        Expect.Shape(torch.zeros(2), 2);
        Expect.Shape(torch.zeros(2, 3), 2, 3);
        Expect.Shape(torch.zeros(2L, 3L, 4L), 2, 3, 4);
        Expect.Shape(torch.zeros(2, 3, 4, 5), 2, 3, 4, 5);
        Expect.Shape(torch.zeros([2L, 3L]), 2, 3);
        Expect.Shape(torch.zeros((ReadOnlySpan<long>)[2, 3]), 2, 3);
        Expect.Shape(torch.zeros(Array.Empty<long>()));
        Expect.Elements(torch.ones(2), 1, 1);
        Expect.Elements(torch.full(2, 2, 7), 7, 7, 7, 7);
    }

    [Fact]
    public void The_type_is_the_default_one_or_follows_from_the_value()
    {
        Assert.Equal(ScalarType.Float32, torch.zeros(1).dtype);
        Assert.Equal(ScalarType.Int64, torch.zeros(1, ScalarType.Int64).dtype);
        Assert.Equal(ScalarType.Int64, torch.full(1, 7).dtype);
        Assert.Equal(ScalarType.Float32, torch.full(1, 7.5).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(0.5, 3).dtype);
        Assert.Equal(ScalarType.Int64, torch.randint(10, [2L]).dtype);
        Assert.Equal(ScalarType.Int64, torch.randperm(3).dtype);
    }

    [Fact]
    public void A_new_tensor_is_a_leaf_that_requires_gradients_on_request()
    {
        Assert.False(torch.ones(2).requires_grad);
        var weight = torch.ones(2, requires_grad: true);
        Assert.True(weight.requires_grad);
        Assert.True(weight.is_leaf);
        Assert.True(torch.randn_like(weight, requires_grad: true).is_leaf);
    }

    [Fact]
    public void Names_are_refused()
    {
        var error = Assert.Throws<ArgumentException>("names", () => torch.zeros(2, names: ["batch"]));
        Assert.Contains("Named tensors are not supported", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_grids_and_unit_matrices()
    {
        Expect.Elements(arange(1, 7, 2), 1, 3, 5);
        Expect.Elements(torch.linspace(0, 1, 3), 0, 0.5, 1);
        Expect.Elements(torch.logspace(0, 2, 3), 1, 10, 100);
        Expect.Elements(torch.eye(2), 1, 0, 0, 1);
        Expect.Elements(torch.eye(1, 2), 1, 0);
        Expect.Elements(torch.tril_indices(2, 2), 0, 1, 1, 0, 0, 1);
        Expect.Elements(torch.hann_window(4), 0, 0.5, 1, 0.5);
    }

    [Fact]
    public void Tensors_like_others_take_their_shape_and_type()
    {
        var model = torch.ones([2, 3], ScalarType.Int32);
        Expect.Shape(torch.zeros_like(model), 2, 3);
        Assert.Equal(ScalarType.Int32, model.zeros_like().dtype);
        Assert.Equal(ScalarType.Float64, model.full_like(0.5, ScalarType.Float64).dtype);
        Assert.Equal(ScalarType.Int32, model.new_zeros(4, 5).dtype);
        Expect.Elements(model.new_full([2], 9), 9, 9);
    }

    [Fact]
    public void The_meta_device_has_shapes_and_no_elements()
    {
        var shape = torch.zeros(1000, 1000, device: META);
        Assert.True(shape.is_meta);
        Expect.Shape(shape.matmul(shape), 1000, 1000);
    }

    [Fact]
    public void A_negative_size_is_an_error() => Assert.Throws<Accelerate.Native.TorchException>(() => torch.zeros(-1));
}
