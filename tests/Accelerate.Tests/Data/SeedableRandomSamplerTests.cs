using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

public sealed class SeedableRandomSamplerTests
{
    [Fact]
    public void Every_epoch_has_another_order_of_all_samples()
    {
        var sampler = new SeedableRandomSampler(50, seed: 1);
        var (first, second) = (sampler.ToArray(), sampler.ToArray());
        Assert.NotEqual(first, second);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), first.Order());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), second.Order());
        Assert.Equal(2, sampler.Epoch);
    }

    [Fact]
    public void Seed_and_epoch_decide_the_order()
    {
        var sampler = new SeedableRandomSampler(50, seed: 1);
        var epochs = new[] { sampler.ToArray(), sampler.ToArray() };
        Assert.Equal(epochs[0], new SeedableRandomSampler(50, seed: 1).ToArray());
        Assert.Equal(epochs[1], new SeedableRandomSampler(50, seed: 1) { Epoch = 1 }.ToArray());
        Assert.NotEqual(epochs[0], new SeedableRandomSampler(50, seed: 9).ToArray());
    }

    [Fact]
    public void The_order_is_the_permutation_that_PyTorch_draws_from_seed_plus_epoch() =>
        Assert.Equal([5L, 2, 4, 7, 1, 9, 11, 0, 3, 8, 10, 6], new SeedableRandomSampler(12, seed: 7) { Epoch = 3 });

    [Fact]
    public void It_leaves_the_default_generator_alone()
    {
        manual_seed(3);
        using var expected = rand(4);
        manual_seed(3);
        _ = new SeedableRandomSampler(10, seed: 3).ToArray();
        using var drawn = rand(4);
        Assert.True(drawn.Equals(expected));
    }

    [Fact]
    public void A_negative_count_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeedableRandomSampler(-1, 0));
}
