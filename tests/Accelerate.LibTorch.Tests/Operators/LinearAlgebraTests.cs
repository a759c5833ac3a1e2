using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class LinearAlgebraTests
{
    private readonly Tensor _a = tensor([1d, 2d, 3d, 4d]).reshape(2, 2);
    private readonly Tensor _x = tensor([5d, 6d]);

    [Fact]
    public void Products_of_matrices_and_vectors()
    {
        Expect.Elements(_a.matmul(_a), 7, 10, 15, 22);
        Expect.Elements(torch.mm(_a, _a), 7, 10, 15, 22);
        Expect.Elements(_a.mv(_x), 17, 39);
        Expect.Elements(_x.dot(_x), 61);
        Expect.Elements(_x.outer(_x), 25, 30, 30, 36);
        Expect.Elements(_a.addmm(_a, _a, beta: 2, alpha: 0.5f), 5.5, 9, 13.5, 19);
        Expect.Elements(_a.unsqueeze(0).bmm(_a.unsqueeze(0)), 7, 10, 15, 22);
    }

    [Fact]
    public void Sums_of_products_over_chosen_dimensions()
    {
        Expect.Elements(torch.einsum("ij,j->i", _a, _x), 17, 39);
        Expect.Elements(_a.tensordot(_x, 1), 17, 39);
        Expect.Elements(_a.tensordot(_x, [(0L, 0L)]), 23, 34);
        Expect.Elements(_a.kron(tensor([1d, 0d]).unsqueeze(0)), 1, 0, 2, 0, 3, 0, 4, 0);
    }

    [Fact]
    public void Solutions_inverses_and_determinants()
    {
        Expect.Elements(_a.det(), -2);
        Expect.Elements(_a.inverse(), -2, 1, 1.5, -0.5);
        Expect.Elements(linalg.solve(_a, _x), -4, 4.5);
        Expect.Elements(_a.pinverse(), -2, 1, 1.5, -0.5);
        Expect.Elements(_a.trace(), 5);
        Expect.Elements(_a.matrix_power(2), 7, 10, 15, 22);
    }

    [Fact]
    public void Decompositions_give_back_the_matrix()
    {
        var (q, r) = linalg.qr(_a);
        Expect.Elements(q.matmul(r), 1, 2, 3, 4);
        var (u, s, vh) = linalg.svd(_a);
        Expect.Elements(u.matmul(s.diag()).matmul(vh), 1, 2, 3, 4);
        var symmetric = _a.matmul(_a.mT);
        var factor = linalg.cholesky(symmetric);
        Expect.Elements(factor.matmul(factor.mT), 5, 11, 11, 25);
        Expect.Elements(linalg.eigvalsh(tensor([2d, 0d, 0d, 3d]).reshape(2, 2)), 2, 3);
        Expect.Elements(linalg.eigh(symmetric, 'U').Item1.sum(), 30);
        Expect.Shape(linalg.qr(_a.narrow(1, 0, 1), linalg.QRMode.Complete).Q, 2, 2);
    }

    [Fact]
    public void Distances_between_rows() =>
        Expect.Elements(torch.cdist(tensor([0d, 0d]).unsqueeze(0), tensor([3d, 4d]).unsqueeze(0)), 5);

    [Fact]
    public void Shapes_that_do_not_fit_are_an_error_with_libtorchs_message_and_the_process_lives_on()
    {
        var error = Assert.Throws<TorchException>(() => _a.matmul(torch.ones(3, 2, ScalarType.Float64)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x2 and 3x2)", error.Message, StringComparison.Ordinal);
        Expect.Elements(_a.matmul(_x), 17, 39);
    }

    [Fact]
    public void A_missing_tensor_is_an_error_and_the_process_lives_on() =>
        Assert.ThrowsAny<Exception>(() => _a.matmul(null!));
}
