using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class RandomTests
{
    [Fact]
    public void A_generator_with_the_same_seed_gives_the_same_numbers()
    {
        Func<Generator, Tensor>[] draws =
        [
            generator => torch.rand(4, generator: generator),
            generator => torch.randn(2, 2, generator: generator),
            generator => torch.randint(5, 100, [4L], generator: generator),
            generator => torch.randperm(10, generator: generator),
            generator => torch.normal(1, 2, [4], generator: generator),
            generator => torch.zeros(4).uniform_(-1, 1, generator),
            generator => torch.zeros(4).normal_(generator: generator),
            generator => torch.full(8, 0.5).bernoulli(generator),
            generator => torch.ones(5).multinomial(3, generator: generator),
        ];

        foreach (var draw in draws)
        {
            using var first = new Generator(7);
            using var again = new Generator(7);
            Assert.True(draw(first).allclose(draw(again)));
            Assert.False(draw(first).allclose(draw(again).add(1)));
        }
    }

    [Fact]
    public void Numbers_lie_where_they_should()
    {
        Assert.True(torch.rand(100).lt(1).all().is_nonzero());
        var dice = torch.randint(1, 7, [1000L]);
        Expect.Elements(dice.min(), 1);
        Expect.Elements(dice.max(), 6);
        Expect.Elements(torch.randperm(5).sort().Values, 0, 1, 2, 3, 4);
        Expect.Elements(torch.zeros(3).bernoulli_(1), 1, 1, 1);
        Expect.Elements(torch.randint(4, 5, [2]), 4, 4);
        Expect.Elements(torch.zeros(2).random_(3, 4), 3, 3);
    }

    [Fact]
    public void A_permutation_is_written_into_the_tensor_given_for_it()
    {
        var permutation = torch.empty(4, ScalarType.Int64);
        Assert.Same(permutation, torch.randperm(4, permutation));
        Expect.Elements(permutation.sum(), 6);
    }
}
