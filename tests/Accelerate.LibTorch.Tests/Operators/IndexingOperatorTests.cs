using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class IndexingOperatorTests
{
    private readonly Tensor _matrix = arange(6, ScalarType.Float32).reshape(2, 3);

    [Fact]
    public void Parts_are_selected_along_a_dimension()
    {
        Expect.Elements(_matrix.select(1, 2), 2, 5);
        Expect.Elements(_matrix.narrow(1, 1, 2), 1, 2, 4, 5);
        Expect.Elements(_matrix.slice(1, 0, 3, 2), 0, 2, 3, 5);
        Expect.Elements(_matrix.index_select(1, tensor([2L, 0L])), 2, 0, 5, 3);
        Expect.Elements(_matrix.take(tensor([5L, 0L])), 5, 0);
        Expect.Elements(_matrix.masked_select(_matrix.gt(3)), 4, 5);
        Expect.Elements(torch.take_along_dim(_matrix, tensor([0L, 2L]).unsqueeze(1), 1), 0, 5);
    }

    [Fact]
    public void Gathering_and_scattering_are_inverse()
    {
        var index = tensor([2L, 0L]).unsqueeze(1);
        var gathered = _matrix.gather(1, index);
        Expect.Elements(gathered, 2, 3);
        Expect.Elements(torch.zeros(2, 3).scatter(1, index, gathered), 0, 0, 2, 3, 0, 0);
        Expect.Elements(torch.zeros(2, 3).scatter_add_(1, index, gathered).scatter_add_(1, index, gathered), 0, 0, 4, 6, 0, 0);
    }

    [Fact]
    public void Indexed_rows_are_added_copied_and_filled()
    {
        var index = tensor([1L]);
        var row = torch.ones(1, 3);
        Expect.Elements(_matrix.index_add(0, index, row, 10), 0, 1, 2, 13, 14, 15);
        Expect.Elements(_matrix.index_copy(0, index, row), 0, 1, 2, 1, 1, 1);
        Expect.Elements(_matrix.index_fill(0, index, -1), 0, 1, 2, -1, -1, -1);
    }

    [Fact]
    public void Masks_choose_elements()
    {
        Expect.Elements(_matrix.masked_fill(_matrix.gt(3), 0), 0, 1, 2, 3, 0, 0);
        Expect.Elements(_matrix.where(_matrix.gt(3), torch.zeros_like(_matrix)), 0, 0, 0, 0, 4, 5);
        Expect.Elements(torch.where(_matrix.gt(3), _matrix, _matrix.neg()), 0, -1, -2, -3, 4, 5);
        var places = torch.where(_matrix.gt(3));
        Expect.Elements(places[0], 1, 1);
        Expect.Elements(places[1], 1, 2);
        Expect.Elements(_matrix.gt(4).nonzero(), 1, 2);
    }

    [Fact]
    public void Triangles_and_diagonals()
    {
        Expect.Elements(_matrix.tril(), 0, 0, 0, 3, 4, 0);
        Expect.Elements(_matrix.triu(1), 0, 1, 2, 0, 0, 5);
        Expect.Elements(_matrix.diagonal(), 0, 4);
        Expect.Elements(tensor([1f, 2f]).diag(), 1, 0, 0, 2);
        Expect.Elements(_matrix.select_scatter(torch.zeros(2), 1, 0), 0, 1, 2, 0, 4, 5);
    }

    [Fact]
    public void Elements_are_overwritten_in_place()
    {
        Assert.Same(_matrix, _matrix.fill_(7));
        Assert.Same(_matrix, _matrix.copy_(torch.ones(2, 3)));
        Expect.Elements(_matrix, 1, 1, 1, 1, 1, 1);
    }
}
