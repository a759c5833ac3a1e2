using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class ShapeTests
{
    private readonly Tensor _matrix = arange(6).reshape(2, 3);

    [Fact]
    public void Views_share_their_elements()
    {
        _matrix.view(3, 2).add_(1);
        _matrix.T.mul_(2);
        Expect.Elements(_matrix, 2, 4, 6, 8, 10, 12);
        Expect.Elements(_matrix.clone().zero_().add(_matrix), 2, 4, 6, 8, 10, 12);
    }

    [Fact]
    public void Dimensions_are_moved_added_and_removed()
    {
        Expect.Elements(_matrix.transpose(0, 1), 0, 3, 1, 4, 2, 5);
        Expect.Elements(_matrix.t(), 0, 3, 1, 4, 2, 5);
        Expect.Shape(_matrix.permute(1, 0), 3, 2);
        Expect.Shape(_matrix.unsqueeze(0), 1, 2, 3);
        Expect.Shape(_matrix.unsqueeze(0).unsqueeze(-1).squeeze(), 2, 3);
        Expect.Shape(_matrix.unsqueeze(0).unsqueeze(-1).squeeze(0), 2, 3, 1);
        Expect.Shape(_matrix.unsqueeze(0).movedim([0], [2]), 2, 3, 1);
        Expect.Shape(_matrix.flatten(), 6);
        Expect.Shape(_matrix.unflatten(1, 3, 1), 2, 3, 1);
        Expect.Shape(_matrix.mT, 3, 2);
    }

    [Fact]
    public void Repetition_and_broadcasting()
    {
        Expect.Shape(_matrix.repeat(2, 1), 4, 3);
        Expect.Shape(torch.ones(3).expand(2, -1), 2, 3);
        Expect.Elements(tensor([1L, 2L]).repeat_interleave(2), 1, 1, 2, 2);
        Expect.Elements(torch.tile(tensor([1L, 2L]), [2]), 1, 2, 1, 2);
        Expect.Elements(_matrix.flip(1), 2, 1, 0, 5, 4, 3);
        Expect.Elements(_matrix.roll(1, 1), 2, 0, 1, 5, 3, 4);
        Expect.Elements(_matrix.roll((1, 1), (0, 1)), 5, 3, 4, 2, 0, 1);
        Expect.Elements(_matrix.rot90(), 2, 5, 1, 4, 0, 3);
    }

    [Fact]
    public void Joining_takes_arrays_lists_spans_and_lazy_sequences()
    {
        var (a, b) = (tensor([1f, 2f]), tensor([3f, 4f]));
        Expect.Elements(torch.cat([a, b]), 1, 2, 3, 4);
        Expect.Elements(torch.cat(new List<Tensor> { a, b }), 1, 2, 3, 4);
        Expect.Elements(torch.cat((ReadOnlySpan<Tensor>)[a, b]), 1, 2, 3, 4);
        Expect.Elements(torch.stack(new[] { 1, 2 }.Select(factor => a.mul(factor)), dim: 1), 1, 2, 2, 4);
        Expect.Shape(torch.hstack(a, b), 4);
        Expect.Shape(torch.vstack([a, b]), 2, 2);
        Expect.Shape(torch.block_diag(a.unsqueeze(0), b.unsqueeze(0)), 2, 4);
    }

    [Fact]
    public void Splitting_by_count_size_or_positions()
    {
        var numbers = arange(6);
        Assert.Equal([[2], [2], [2]], numbers.chunk(3).Select(part => part.shape));
        Assert.Equal([[4], [2]], numbers.split(4).Select(part => part.shape));
        Assert.Equal([[1], [2], [3]], numbers.split([1L, 2L, 3L]).Select(part => part.shape));
        Assert.Equal([[2], [4]], numbers.tensor_split([2L]).Select(part => part.shape));
        Assert.Equal([[2, 1], [2, 2]], _matrix.hsplit([1L]).Select(part => part.shape));
        Expect.Elements(_matrix.unbind()[1], 3, 4, 5);
    }

    [Fact]
    public void Grids_and_combinations()
    {
        var grid = torch.meshgrid([arange(2), arange(3)]);
        Expect.Elements(grid[1], 0, 1, 2, 0, 1, 2);
        Expect.Shape(torch.cartesian_prod(arange(2), arange(3)), 6, 2);
        Expect.Shape(torch.combinations(arange(4)), 6, 2);
        Expect.Shape(torch.broadcast_tensors(torch.ones(2, 1), torch.ones(3))[1], 2, 3);
    }

    [Fact]
    public void Complex_numbers_and_their_parts()
    {
        var number = torch.complex(tensor([1f]), tensor([2f]));
        Expect.Elements(number.real, 1);
        Expect.Elements(number.imag, 2);
        Expect.Elements(torch.view_as_real(number.conj().resolve_conj()), 1, -2);
    }

    [Fact]
    public void A_list_with_nothing_in_it_is_an_error_of_libtorch() =>
        Assert.Throws<Accelerate.Native.TorchException>(() => torch.cat(Array.Empty<Tensor>()));

    [Fact]
    public void A_missing_list_is_an_error_that_names_it() =>
        Assert.Throws<ArgumentNullException>("tensors", () => torch.cat((Tensor[])null!));
}
