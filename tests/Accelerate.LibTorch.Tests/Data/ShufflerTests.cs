using TorchSharp.Utils;
using Xunit;

namespace Accelerate.LibTorch.Tests.Data;

public sealed class ShufflerTests
{
    [Fact]
    public void Every_number_comes_once()
    {
        var order = new FisherYatesShuffler(100).ToArray();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), order.Order());
        Assert.NotEqual(order.Order(), order);
    }

    [Fact]
    public void A_seed_gives_one_order_for_ever()
    {
        var shuffler = new FisherYatesShuffler(20, 7);
        Assert.Equal(shuffler, shuffler.ToArray());
        Assert.Equal(shuffler, new FisherYatesShuffler(20, 7));
        Assert.NotEqual(shuffler, new FisherYatesShuffler(20, 8));
    }

    [Fact]
    public void Without_a_seed_each_enumeration_has_an_order_of_its_own()
    {
        var shuffler = new FisherYatesShuffler(50);
        Assert.NotEqual(shuffler.ToArray(), shuffler.ToArray());
    }

    [Fact]
    public void Every_order_of_three_is_about_as_frequent()
    {
        var counts = Enumerable.Range(0, 6000)
            .GroupBy(seed => string.Concat(new FisherYatesShuffler(3, seed)))
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }
}
