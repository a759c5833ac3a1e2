using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class AttentionTests
{
    private readonly Tensor _query = torch.zeros(1, 2, 4);
    private readonly Tensor _value = tensor([1f, 3f]).reshape(1, 2, 1);

    [Fact]
    public void Equal_scores_average_the_values() =>
        Expect.Elements(functional.scaled_dot_product_attention(_query, _query, _value), 2, 2);

    [Fact]
    public void The_causal_mask_hides_what_comes_later() =>
        Expect.Elements(functional.scaled_dot_product_attention(_query, _query, _value, is_casual: true), 1, 2);

    [Fact]
    public void A_mask_is_booleans_that_allow_or_numbers_that_are_added()
    {
        Expect.Elements(functional.scaled_dot_product_attention(_query, _query, _value, tensor([false, true])), 3, 3);
        Expect.Elements(functional.scaled_dot_product_attention(_query, _query, _value, tensor([0f, float.NegativeInfinity])), 1, 1);
    }

    [Fact]
    public void Scores_are_divided_by_the_root_of_the_width()
    {
        var query = torch.ones(1, 1, 4);
        var key = torch.cat([torch.ones(1, 1, 4), torch.zeros(1, 1, 4)], 1);
        var weight = Math.Exp(2) / (Math.Exp(2) + 1);
        Expect.Elements(functional.scaled_dot_product_attention(query, key, _value), weight + (3 * (1 - weight)));
    }

    [Fact]
    public void A_mask_beside_the_causal_one_is_an_error() =>
        Assert.Throws<ArgumentException>("attn_mask", () => functional.scaled_dot_product_attention(_query, _query, _value, tensor([true, true]), is_casual: true));
}
