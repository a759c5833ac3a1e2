using TorchSharp.Utils;
using Xunit;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class OrderedDictTests
{
    [Fact]
    public void Entries_keep_the_order_in_which_keys_were_added()
    {
        var dictionary = new OrderedDict<string, int> { { "b", 1 }, ("a", 2) };
        dictionary["c"] = 3;
        dictionary["b"] = 4;
        dictionary.Insert(1, ("x", 5));

        Assert.Equal(["b", "x", "a", "c"], dictionary.Keys);
        Assert.Equal([4, 5, 2, 3], dictionary.values());
        Assert.Equal(("x", 5), dictionary[1]);
        Assert.Equal(2, dictionary["a"]);
        Assert.Equal(2, dictionary.IndexOf(("a", 2)));
        Assert.Equal(-1, dictionary.IndexOf(("a", 3)));
        Assert.True(dictionary.TryGetValue("c", out var value) && value == 3);
    }

    [Fact]
    public void Removing_closes_the_gap()
    {
        var dictionary = new OrderedDict<string, int> { { "a", 1 }, { "b", 2 }, { "c", 3 } };

        Assert.True(dictionary.Remove("a"));
        Assert.False(dictionary.Remove(("b", 9)));
        Assert.True(dictionary.Remove(("b", 2)));

        Assert.Equal([("c", 3)], Pairs(dictionary));
        Assert.Equal(0, dictionary.IndexOf(("c", 3)));
        dictionary.clear();
        Assert.Empty(dictionary.keys());
    }

    [Fact]
    public void A_key_comes_once()
    {
        var dictionary = new OrderedDict<string, int> { { "a", 1 }, { "b", 2 } };

        Assert.Throws<ArgumentException>(() => dictionary.Add("a", 3));
        Assert.Throws<ArgumentException>(() => dictionary[1] = ("a", 3));
        Assert.Throws<KeyNotFoundException>(() => dictionary["z"]);

        dictionary[1] = ("c", 3);
        Assert.Equal([("a", 1), ("c", 3)], Pairs(dictionary));
    }

    [Fact]
    public void Entries_are_copied_as_pairs()
    {
        var dictionary = new OrderedDict<string, int> { { "a", 1 }, { "b", 2 } };
        var pairs = new (string, int)[3];
        dictionary.CopyTo(pairs, 1);

        Assert.Equal([default, ("a", 1), ("b", 2)], pairs);
        Assert.Throws<ArgumentException>(() => dictionary.CopyTo(pairs, 2));
    }

    private static List<(string, int)> Pairs(OrderedDict<string, int> dictionary)
    {
        var pairs = new List<(string, int)>();
        foreach (var pair in dictionary) pairs.Add(pair);
        return pairs;
    }
}
