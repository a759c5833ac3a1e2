using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class ConversionTests
{
    [Fact]
    public void Converting_keeps_the_tensors_the_objects_they_were()
    {
        using var model = Sequential(Linear(2, 2), BatchNorm1d(2));
        var parameters = model.parameters().ToList();
        var identities = parameters.Select(parameter => NativeTensor.Identity(parameter.Handle)).ToList();
        Assert.Same(model, model.to(ScalarType.Float64));
        Assert.Equal(parameters, model.parameters(), ReferenceEqualityComparer.Instance);
        Assert.Equal(identities, model.parameters().Select(parameter => NativeTensor.Identity(parameter.Handle)));
        Assert.All(parameters, parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(parameters, parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void Converting_keeps_ties()
    {
        using var first = Linear(2, 2);
        using var second = Linear(2, 2);
        second.weight = first.weight;
        using var model = Sequential(first, second);
        model.to(ScalarType.Float64);
        using var input = zeros(1, 2, ScalarType.Float64);
        using var result = model.call(input);
        Assert.Same(first.weight, second.weight);
        Assert.Equal(3, model.parameters().Count());
    }

    [Fact]
    public void A_graph_and_a_holder_of_the_parameters_from_before_go_on_after_a_conversion()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 1, hasBias: false);
        var held = layer.parameters().Single();
        layer.@double();
        layer.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        Assert.Equal(ScalarType.Float64, held.grad!.dtype);
        using (no_grad())
            held.sub_(held.grad);
        var expected = held.sum().ToDouble();
        Assert.Equal(expected, layer.call(ones(1, 2, ScalarType.Float64)).ToDouble(), 1e-12);
    }

    [Fact]
    public void Gradients_are_converted_with_their_parameters()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 1, hasBias: false);
        layer.call(ones(1, 2)).sum().backward();
        layer.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, layer.weight.grad!.dtype);
        layer.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        Assert.Equal([2.0, 2.0], layer.weight.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Whole_numbers_keep_their_type()
    {
        using var layer = BatchNorm1d(2);
        layer.half();
        Assert.Equal(ScalarType.Float16, layer.running_mean.dtype);
        Assert.Equal(ScalarType.Int64, layer.num_batches_tracked.dtype);
    }

    [Fact]
    public void A_conversion_to_whole_numbers_is_refused_before_anything_changes()
    {
        using var model = Sequential(Linear(1, 1));
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int64)).Message);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    [Fact]
    public void A_module_follows_a_tensor_in_type_and_device()
    {
        using var like = zeros(1, ScalarType.Float64);
        using var layer = Linear(1, 1).to(like);
        Assert.Equal(ScalarType.Float64, layer.weight.dtype);
        Assert.Equal(DeviceType.CPU, layer.weight.device.type);
    }

    [Fact]
    public void Moving_to_the_device_it_is_on_changes_nothing()
    {
        using var layer = Linear(1, 1);
        var data = NativeTensor.DataPointer(layer.weight.Handle);
        Assert.Same(layer, layer.to("cpu").cpu().to(CPU, ScalarType.Float32));
        Assert.Equal(data, NativeTensor.DataPointer(layer.weight.Handle));
    }

    [Fact]
    public void A_move_to_the_meta_device_is_refused()
    {
        using var layer = Linear(1, 1);
        Assert.Contains("device: meta", Assert.Throws<InvalidOperationException>(() => layer.to("meta")).Message);
    }

    [Fact]
    public void Layers_are_made_on_the_device_and_in_the_type_asked_for()
    {
        using var layer = Conv2d(1, 1, 1, device: META, dtype: ScalarType.BFloat16);
        Assert.Equal(DeviceType.META, layer.bias.device.type);
        Assert.Equal(ScalarType.BFloat16, layer.weight.dtype);
    }
}
