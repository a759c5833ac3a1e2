using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class TensorTreeTests
{
    public static TheoryData<object> Forms => new((object[])[
        tensor(1L),
        new[] { tensor(1L) },
        new[] { new[] { tensor(1L) } },
        new List<Tensor> { tensor(1L) },
        new List<List<Tensor>> { new() { tensor(1L) } },
        new List<object> { tensor(1L) },
        new Dictionary<string, object> { ["a"] = new List<object> { tensor(1L) } },
        new Dictionary<int, Tensor> { [3] = tensor(1L) },
        (tensor(1L), tensor(1L)),
        (tensor(1L), new List<Tensor> { tensor(1L) }),
        (tensor(1L), tensor(1L), tensor(1L)),
        (tensor(1L), (tensor(1L), tensor(1L)), tensor(1L), tensor(1L)),
        (tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L)),
        (tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L)),
        (tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L), tensor(1L)),
        new[] { new Pair(tensor(1L), "a") }]);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_made_anew_with_other_tensors(object value)
    {
        var doubled = TensorTree.Map(value, one => one * 2);
        Assert.Equal(value.GetType(), doubled.GetType());
        Assert.NotEmpty(TensorTree.Leaves(value));
        Assert.All(TensorTree.Leaves(value), one => Assert.Equal(1L, one.item<long>()));
        Assert.All(TensorTree.Leaves(doubled), two => Assert.Equal(2L, two.item<long>()));
        Assert.Equal(TensorTree.Leaves(value).Count, TensorTree.Leaves(doubled).Count);
    }

    [Fact]
    public void Dictionaries_keep_their_comparer_and_visit_keys_in_order()
    {
        var value = new Dictionary<string, Tensor>(StringComparer.OrdinalIgnoreCase) { ["b"] = tensor(2L), ["A"] = tensor(1L) };
        Assert.Equal([1L, 2], TensorTree.Leaves(value).Select(leaf => leaf.item<long>()));
        Assert.Equal(1L, TensorTree.Map(value, leaf => leaf)["a"].item<long>());
    }

    [Fact]
    public void Rows_are_counted_and_put_together()
    {
        var value = (arange(6).reshape(3, 2), new[] { arange(3) });
        Assert.Equal(3, TensorTree.Rows(value));
        var cut = TensorTree.Map(value, tensor => tensor.narrow(0, 1, 2));
        Assert.Equal([1L, 2], cut.Item2[0].data<long>().ToArray());
        var whole = TensorTree.Concatenate([cut, value]);
        Assert.Equal([1L, 2, 0, 1, 2], whole.Item2[0].data<long>().ToArray());
        Assert.Equal([5L, 2], whole.Item1.shape);
        Assert.Null(TensorTree.Rows(tensor(1)));
    }

    [Fact]
    public void A_form_names_places_and_keys_in_one_order() => Assert.Equal(
        "(tensor, [Pair, null], {a: tensor, b: [tensor]})",
        TensorTree.Form((tensor(1), new[] { new Pair(tensor(1), ""), null }, new Dictionary<string, object> { ["b"] = new List<Tensor> { tensor(1) }, ["a"] = tensor(1) })));

    [Fact]
    public void What_holds_no_tensors_is_named() => Assert.Contains("Version", Assert.Throws<NotSupportedException>(() => TensorTree.Leaves(new List<Version> { new(1, 0) })).Message);
}
