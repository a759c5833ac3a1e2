using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Training;

public sealed class BackwardTests
{
    private readonly Accelerator _accelerator = new();

    [Fact]
    public void It_fills_the_gradients_and_can_keep_the_graph()
    {
        var network = Networks.Weight(3);
        var loss = network.weight.square().sum();
        _accelerator.Backward(loss, retainGraph: true);
        _accelerator.Backward(loss);
        Assert.Equal(12f, network.weight.grad!.item<float>());
    }

    [Fact]
    public void A_loss_of_several_numbers_is_refused_with_its_shape() =>
        Assert.Contains("shape [2, 3]", Refusal(ones(2, 3, requires_grad: true)));

    [Fact]
    public void An_integer_is_refused_with_its_type() => Assert.Contains("Int64", Refusal(tensor(3L)));

    [Fact]
    public void A_loss_without_a_graph_is_refused_with_where_to_look()
    {
        using (no_grad())
            Assert.Contains("no_grad", Refusal(Networks.Weight(1).weight.sum()));
    }

    [Fact]
    public void A_disposed_loss_is_refused()
    {
        var loss = ones(1, requires_grad: true);
        loss.Dispose();
        Assert.Contains("disposed", Refusal(loss));
    }

    [Fact]
    public void A_disposed_accelerator_says_so()
    {
        var accelerator = new Accelerator();
        accelerator.Dispose();
        accelerator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => accelerator.Backward(ones(1, requires_grad: true)));
    }

    private string Refusal(Tensor loss) => Assert.Throws<ArgumentException>(() => _accelerator.Backward(loss)).Message;
}
