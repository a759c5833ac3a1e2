using Accelerate.Generators.Tests.Programs;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Generators.Tests;

public sealed class BatchTests
{
    private readonly Examples _batch = new(arange(6).reshape(3, 2).to(ScalarType.Float32), arange(3), Weights: null, Origin: "here");

    [Fact]
    public void It_moves_each_tensor_and_keeps_the_rest()
    {
        var moved = _batch.To(device("meta"), nonBlocking: false);
        Assert.Equal(TorchSharp.DeviceType.META, moved.Inputs.device_type);
        Assert.Equal(TorchSharp.DeviceType.META, moved.Targets.device_type);
        Assert.Null(moved.Weights);
        Assert.Equal("here", moved.Origin);
    }

    [Fact]
    public void It_slices_and_pads_rows()
    {
        Assert.Equal([2f, 3f, 4f, 5f], _batch.Slice(1, 2).Inputs.data<float>());
        var padded = _batch.PadTo(5);
        Assert.Equal([0L, 1, 2, 0, 1], padded.Targets.data<long>());
        Assert.Equal([5, 2], padded.Inputs.shape);
        Assert.Equal([3, 2], _batch.PadTo(2).Inputs.shape);
    }

    [Fact]
    public void It_takes_other_tensors_in_the_place_of_its_own()
    {
        var doubled = _batch.Map(tensor => tensor * 2);
        Assert.Equal([0L, 2, 4], doubled.Targets.data<long>());
        Assert.Null(doubled.Weights);
        Assert.Equal("here", doubled.Origin);
    }

    [Fact]
    public void Batches_are_put_together()
    {
        var together = Examples.Concatenate([_batch, _batch.Slice(0, 1)]);
        Assert.Equal([0L, 1, 2, 0], together.Targets.data<long>());
        Assert.Equal([4, 2], together.Inputs.shape);
        Assert.Contains("tensors", Assert.Throws<ArgumentException>(() => Examples.Concatenate([_batch, _batch with { Weights = _batch.Targets }])).Message);
    }

    [Fact]
    public void It_gathers_from_all_processes()
    {
        using var accelerator = new Accelerator();
        Assert.Equal([0L, 1, 2], _batch.Gather(accelerator).Targets.data<long>());
    }

    [Fact]
    public void It_disposes_its_tensors()
    {
        IBatch<Examples> batch = _batch;
        batch.Dispose();
        Assert.True(_batch.Inputs.IsInvalid);
        Assert.True(_batch.Targets.IsInvalid);
    }
}
