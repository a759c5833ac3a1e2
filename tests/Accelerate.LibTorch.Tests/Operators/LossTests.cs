using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class LossTests
{
    private readonly Tensor _input = tensor([1f, 3f]);
    private readonly Tensor _target = tensor([2f, 6f]);

    [Fact]
    public void Reductions_are_mean_sum_or_none()
    {
        Expect.Elements(functional.mse_loss(_input, _target), 5);
        Expect.Elements(functional.mse_loss(_input, _target, Reduction.Sum), 10);
        Expect.Elements(functional.mse_loss(_input, _target, Reduction.None), 1, 9);
        Expect.Elements(functional.l1_loss(_input, _target), 2);
    }

    [Fact]
    public void Losses_that_are_linear_far_from_the_target()
    {
        Expect.Elements(functional.huber_loss(_input, _target, delta: 2, reduction: Reduction.None), 0.5, 4);
        Expect.Elements(functional.smooth_l1_loss(_input, _target, Reduction.None, beta: 2), 0.25, 2);
    }

    [Fact]
    public void Cross_entropy_of_classes()
    {
        var logits = tensor([0f, 0f, 0f, 0f]).reshape(2, 2);
        var classes = tensor([0L, 1L]);
        Expect.Elements(functional.cross_entropy(logits, classes), Math.Log(2));
        Expect.Elements(functional.cross_entropy(logits, tensor([0L, -100L]), reduction: Reduction.None), Math.Log(2), 0);
        Expect.Elements(functional.cross_entropy(logits, tensor([0L, 5L]), ignore_index: 5, reduction: Reduction.Sum), Math.Log(2));
        Expect.Elements(functional.cross_entropy(tensor([2f, 0f]).unsqueeze(0), tensor([0L]), label_smoothing: 0.5), -2 + Math.Log(Math.Exp(2) + 1) + 0.5);
        Expect.Elements(functional.nll_loss(functional.log_softmax(logits, 1), classes, tensor([1f, 3f])), Math.Log(2));
    }

    [Fact]
    public void Cross_entropy_of_yes_and_no()
    {
        Expect.Elements(functional.binary_cross_entropy(tensor([0.5f, 0.5f]), tensor([1f, 0f])), Math.Log(2));
        Expect.Elements(functional.binary_cross_entropy_with_logits(tensor([0f]), tensor([1f]), pos_weights: tensor([3f])), 3 * Math.Log(2));
    }

    [Fact]
    public void Divergence_takes_the_target_as_logarithms_by_default()
    {
        var probabilities = tensor([0.5d, 0.5d]);
        var target = tensor([0.25d, 0.75d]);
        var expected = (0.25 * Math.Log(0.25 / 0.5)) + (0.75 * Math.Log(0.75 / 0.5));
        Expect.Elements(functional.kl_div(probabilities.log(), target.log(), reduction: Reduction.Sum), expected);
        Expect.Elements(functional.kl_div(probabilities.log(), target, log_target: false, Reduction.Sum), expected);
    }

    [Fact]
    public void Margins()
    {
        Expect.Elements(functional.margin_ranking_loss(tensor([1f]), tensor([2f]), tensor([1f]), margin: 0.5), 1.5);
        Expect.Elements(functional.hinge_embedding_loss(tensor([0.2f]), tensor([-1f]), margin: 1), 0.8);
        var (anchor, near, far) = (torch.zeros(1, 2), tensor([3f, 4f]).unsqueeze(0), tensor([6f, 8f]).unsqueeze(0));
        Expect.Elements(functional.triplet_margin_loss(anchor, near, far, margin: 6, eps: 0), 1);
        Expect.Elements(functional.triplet_margin_with_distance_loss(anchor, near, far, margin: 6), 1);
        Expect.Elements(functional.triplet_margin_with_distance_loss(anchor, near, far, (a, b) => a.sub(b).abs().sum(-1), margin: 8, swap: true), 8);
        Expect.Elements(functional.multi_margin_loss(tensor([0f, 0.5f]).unsqueeze(0), tensor([0L])), 0.75);
    }

    [Fact]
    public void Poisson_and_connectionist_losses()
    {
        Expect.Elements(functional.poisson_nll_loss(tensor([0f]), tensor([2f])), 1);
        var unlikely = tensor([0f, -1000f, 0f, -1000f]).reshape(2, 1, 2);
        Expect.Elements(functional.ctc_loss(unlikely, tensor([1L]).unsqueeze(0), tensor([2L]), tensor([1L]), zero_infinity: true), 1000 - Math.Log(2));
    }
}
