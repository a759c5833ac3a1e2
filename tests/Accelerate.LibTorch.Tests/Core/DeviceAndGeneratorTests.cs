using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Core;

[Collection(nameof(ProcessWide))]
public sealed class DeviceAndGeneratorTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("cuda:3", DeviceType.CUDA, 3)]
    [InlineData("META", DeviceType.META, -1)]
    public void A_device_is_read_from_text_and_written_as_such(string text, DeviceType type, int index)
    {
        Device device = text;
        Assert.Equal((type, index), (device.type, device.index));
        Assert.Equal(text.ToLowerInvariant(), device.ToString());
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("1")]
    [InlineData("")]
    public void Text_that_is_no_device_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => new Device(text));

    [Fact]
    public void A_device_that_is_not_here_is_an_error_that_says_so()
    {
        Assert.SkipWhen(cuda_is_available(), "This machine has a CUDA device.");
        Assert.Contains("CUDA", Assert.Throws<InvalidOperationException>(() => InitializeDevice(device("cuda"))).Message);
        Assert.Equal(0, cuda.device_count());
    }

    [Fact]
    public void A_seed_makes_random_numbers_repeat()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = randn(3).data<float>().ToArray();
        var state = get_rng_state();
        var second = randn(3).data<float>().ToArray();
        set_rng_state(state);
        Assert.Equal(second, randn(3).data<float>().ToArray());
        manual_seed(7);
        Assert.Equal(first, randn(3).data<float>().ToArray());
        Assert.Equal(7, initial_seed());
    }

    [Fact]
    public void A_generator_of_ones_own_leaves_the_default_one_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var expected = randn(2).data<float>().ToArray();
        manual_seed(1);
        using var generator = new Generator(5);
        _ = randn([4], generator: generator);
        Assert.Equal(expected, randn(2).data<float>().ToArray());
    }

    [Fact]
    public void The_default_data_type_is_a_floating_point_one()
    {
        Assert.Equal(ScalarType.Float32, get_default_dtype());
        Assert.Throws<TorchException>(() => set_default_dtype(ScalarType.Int64));
    }

    [Fact]
    public void Tensors_are_equal_by_value()
    {
        using var scope = NewDisposeScope();
        Assert.True(ones(2).Equals(ones(2)));
        Assert.False(ones(2).Equals(zeros(2)));
        Assert.False(ones(2).Equals(ones(3)));
        Assert.False(ones(2).Equals(ones(2, dtype: ScalarType.Float64)));
        Assert.False(ones(2).Equals((Tensor?)null));
    }

    [Fact]
    public void Tensors_are_keys_by_identity_whatever_their_values()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (zeros(2), zeros(2));
        var names = new Dictionary<Tensor, string> { [first] = "first", [second] = "second" };
        first.add_(1);
        Assert.Equal("first", names[first]);
    }
}
