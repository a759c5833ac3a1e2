using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>The expected numbers are PyTorch 1.13.1's: the loss, and the sum of the absolute gradients of the input.</summary>
public sealed class LossTests
{
    private static readonly Dictionary<string, Func<Tensor, Data, Tensor>> s_losses = new()
    {
        ["cross entropy"] = (x, data) => CrossEntropyLoss().call(x, data.Classes),
        ["cross entropy, weighted"] = (x, data) => CrossEntropyLoss(data.Weights).call(x, data.Classes),
        ["cross entropy but for a class, summed"] = (x, data) => CrossEntropyLoss(ignore_index: 1, reduction: Reduction.Sum).call(x, data.Classes),
        ["cross entropy, smoothed"] = (x, data) => new CrossEntropyLoss(label_smoothing: 0.1).call(x, data.Classes),
        ["negative log-likelihood"] = (x, data) => NLLLoss().call(functional.log_softmax(x, 1), data.Classes),
        ["mean squared error"] = (x, data) => MSELoss().call(x, data.Target),
        ["sum of squared errors"] = (x, data) => MSELoss(Reduction.Sum).call(x, data.Target),
        ["L1"] = (x, data) => L1Loss().call(x, data.Target),
        ["smooth L1"] = (x, data) => SmoothL1Loss(beta: 0.5).call(x, data.Target),
        ["Huber"] = (x, data) => HuberLoss(0.5).call(x, data.Target),
        ["binary cross entropy"] = (x, data) => BCELoss().call(x.sigmoid(), data.Bits),
        ["binary cross entropy of logits"] = (x, data) => BCEWithLogitsLoss(pos_weights: data.Weights).call(x, data.Bits),
        ["Kullback-Leibler"] = (x, data) => KLDivLoss(false).call(functional.log_softmax(x, 1), data.Probabilities),
        ["Kullback-Leibler of logarithms"] = (x, data) => KLDivLoss().call(functional.log_softmax(x, 1), data.Probabilities.log()),
        ["Poisson"] = (x, data) => PoissonNLLLoss(full: true).call(x, data.Probabilities.mul(5)),
        ["Gauss"] = (x, data) => GaussianNLLLoss(full: true).call(x, data.Target, data.Probabilities),
        ["soft margin"] = (x, data) => SoftMarginLoss().call(x, data.Signs),
        ["hinge embedding"] = (x, data) => HingeEmbeddingLoss().call(x, data.Signs),
        ["multi-label margin"] = (x, data) => MultiLabelMarginLoss().call(x, data.Labels),
        ["multi-label soft margin"] = (x, data) => MultiLabelSoftMarginLoss(data.Weights).call(x, data.Bits),
        ["multi-margin"] = (x, data) => MultiMarginLoss(p: 2, margin: 0.5).call(x, data.Classes),
        ["cosine embedding"] = (x, data) => CosineEmbeddingLoss(0.2).call(x, data.Target, data.RowSigns),
        ["margin ranking"] = (x, data) => MarginRankingLoss(0.5).call(x.select(1, 0), Values.Wave([3], phase: 0.3), data.RowSigns),
        ["triplet margin"] = (x, data) => TripletMarginLoss(swap: true).call(x, data.Target, data.Probabilities),
    };

    [Theory]
    [InlineData("cross entropy", 0.81537026, 0.99749461)]
    [InlineData("cross entropy, weighted", 1.0716556, 1.1900118)]
    [InlineData("cross entropy but for a class, summed", 0.87665588, 1.408801)]
    [InlineData("cross entropy, smoothed", 0.91896594, 0.84876869)]
    [InlineData("negative log-likelihood", 0.81537026, 0.99749461)]
    [InlineData("mean squared error", 1.2731569, 2.0259842)]
    [InlineData("sum of squared errors", 15.277883, 24.31181)]
    [InlineData("L1", 1.012992, 1)]
    [InlineData("smooth L1", 0.77317995, 0.89955822)]
    [InlineData("Huber", 0.38658997, 0.44977911)]
    [InlineData("binary cross entropy", 0.46375963, 0.32157149)]
    [InlineData("binary cross entropy of logits", 0.38425222, 0.27905625)]
    [InlineData("Kullback-Leibler", 0.70271277, 0.38558924)]
    [InlineData("Kullback-Leibler of logarithms", 0.70271277, 0.38558924)]
    [InlineData("Poisson", 2.843854, 1.8969499)]
    [InlineData("Gauss", 1.8795944, 2.0577129)]
    [InlineData("soft margin", 0.46375963, 0.32157152)]
    [InlineData("hinge embedding", 1.2322336, 1)]
    [InlineData("multi-label margin", 2.0651402, 1.6666667)]
    [InlineData("multi-label soft margin", 0.34435606, 0.2562197)]
    [InlineData("multi-margin", 0.1898362, 0.7068159)]
    [InlineData("cosine embedding", 0.4075745, 0.50619408)]
    [InlineData("margin ranking", 1.2927412, 1)]
    [InlineData("triplet margin", 2.2313635, 1.7958489)]
    public void A_loss_and_its_gradient_are_PyTorchs(string name, double loss, double gradient)
    {
        using var scope = NewDisposeScope();
        var input = Values.Wave([3, 4], 2).requires_grad_();
        var result = s_losses[name](input, new Data());
        result.backward();
        Assert.Equal(loss, result.ToSingle(), 1e-5 * loss);
        Assert.Equal(gradient, Values.Of(input.grad!).Sum(Math.Abs), 1e-5 * gradient);
    }

    [Fact]
    public void The_CTC_loss_is_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var logarithms = functional.log_softmax(Values.Wave([5, 2, 4], 2), 2);
        var loss = CTCLoss().call(logarithms, tensor(new long[,] { { 1, 2 }, { 3, 1 } }), tensor(new long[] { 5, 5 }), tensor(new long[] { 2, 2 }));
        Assert.Equal(2.515096426010132, loss.ToSingle(), 1e-5);
    }

    [Fact]
    public void Without_reduction_a_loss_keeps_the_shape_of_its_input()
    {
        using var scope = NewDisposeScope();
        var loss = MSELoss(Reduction.None).call(Values.Wave([2, 3]), zeros(2, 3));
        Assert.Equal([2, 3], loss.shape);
    }

    [Fact]
    public void The_weights_of_a_loss_are_its_buffers_and_move_with_it()
    {
        using var scope = NewDisposeScope();
        using var loss = BCEWithLogitsLoss(ones(4), pos_weights: ones(4)).to(ScalarType.Float64);
        Assert.Equal(["weight", "pos_weights"], loss.named_buffers().Select(entry => entry.Item1));
        Assert.Equal(ScalarType.Float64, loss.weight.dtype);
    }

    private sealed class Data
    {
        public Tensor Classes { get; } = tensor(new long[] { 1, 0, 3 });

        public Tensor Weights { get; } = tensor(new[] { 0.5f, 1, 2, 0.25f });

        public Tensor Target { get; } = Values.Wave([3, 4], phase: 1);

        public Tensor Probabilities => Target.sigmoid();

        public Tensor Signs => Target.sign();

        public Tensor Bits => Target.gt(0).to(ScalarType.Float32);

        public Tensor RowSigns { get; } = tensor(new[] { 1f, -1, 1 });

        public Tensor Labels { get; } = tensor(new long[,] { { 1, 0, -1, 2 }, { 3, -1, 0, 0 }, { 0, 2, 1, -1 } });
    }
}
