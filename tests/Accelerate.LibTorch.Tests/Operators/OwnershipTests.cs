using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class OwnershipTests
{
    [Fact]
    public void Results_of_operators_belong_to_the_scope_they_are_made_in()
    {
        Tensor single, part;
        using (NewDisposeScope())
        {
            var x = torch.ones(4);
            single = x.add(1);
            part = x.chunk(2)[1];
        }
        Assert.True(single.IsInvalid);
        Assert.True(part.IsInvalid);
    }

    [Fact]
    public void Composed_functions_leave_nothing_but_their_result()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(1, 2, 3);
        Func<Tensor>[] functions =
        [
            () => nn.functional.normalize(x),
            () => nn.functional.local_response_norm(x, 2),
            () => nn.functional.lp_pool1d(x, 2, 2),
            () => nn.functional.scaled_dot_product_attention(x, x, x, is_casual: true),
            () => nn.functional.triplet_margin_with_distance_loss(x, x, x, swap: true),
            () => x.std([0, 1], type: ScalarType.Float64),
        ];

        foreach (var function in functions)
        {
            var before = scope.DisposablesCount;
            function();
            Assert.Equal(before + 1, scope.DisposablesCount);
        }
    }

    [Fact]
    public void A_disposed_argument_is_an_error_that_says_so()
    {
        var x = torch.ones(1);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => torch.ones(1).add(x));
    }
}
