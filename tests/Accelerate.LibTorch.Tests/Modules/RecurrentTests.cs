using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>The expected numbers are those of PyTorch 1.13.1 after <c>torch.manual_seed(42)</c>.</summary>
[Collection(nameof(ProcessWide))]
public sealed class RecurrentTests
{
    [Fact]
    public void An_LSTM_returns_output_hidden_and_cell_state()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var (output, hidden, cell) = LSTM(3, 4, 2, batchFirst: true).call(Values.Wave([2, 5, 3]));
        Assert.Equal([2, 5, 4], output.shape);
        Assert.Equal([2, 2, 4], hidden.shape);
        Values.AssertClose([-0.085802868f, -0.085702628f, -0.061081663f, -0.082209758f], -3.9416641, output);
        Values.AssertClose([-0.2666581f, -0.15341337f, 0.11699893f, -0.11785416f], -1.5998644, hidden);
        Values.AssertClose([-0.59928507f, -0.48685282f, 0.19485597f, -0.37310696f], -4.209131, cell);
    }

    [Fact]
    public void A_bidirectional_LSTM_without_bias_puts_both_directions_side_by_side()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var (output, hidden, cell) = LSTM(3, 4, bias: false, bidirectional: true).call(Values.Wave([2, 5, 3]));
        Assert.Equal([2, 5, 8], output.shape);
        Values.AssertClose([-0.086371109f, -0.10412467f, 0.044202384f, 0.066043288f], -0.48705449, output);
        Values.AssertClose([0.053893499f, 0.049922012f, -0.015511113f, -0.015226528f], -0.27494959, hidden);
        Values.AssertClose([0.14931206f, 0.096497118f, -0.050187021f, -0.031185642f], -0.56132269, cell);
    }

    [Fact]
    public void A_GRU_of_two_layers()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var (output, hidden) = GRU(3, 4, 2).call(Values.Wave([2, 5, 3]));
        Values.AssertClose([-0.36034659f, -0.10596116f, 0.06687966f, 0.21429384f], -2.4862095, output);
        Values.AssertClose([0.5532487f, 0.32022411f, -0.43737048f, -0.30564651f], -3.2501114, hidden);
    }

    [Fact]
    public void A_GRU_takes_one_sequence_without_a_batch_and_a_state_to_begin_with()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var (output, hidden) = GRU(3, 4).call(Values.Wave([5, 3]), Values.Wave([1, 4], phase: 1));
        Assert.Equal([5, 4], output.shape);
        Assert.Equal([1, 4], hidden.shape);
        Values.AssertClose([0.31962231f, 0.60511482f, 0.0065319836f, -0.10342886f], Values.Of(output)[..4]);
        Values.AssertClose([-0.21383989f, 0.27975261f, -0.49041498f, -0.42779943f], Values.Of(hidden));
    }

    [Theory]
    [InlineData(NonLinearities.Tanh, new[] { 0.52638131f, -0.36425045f, 0.72243965f, 0.25095776f }, 2.1414345)]
    [InlineData(NonLinearities.ReLU, new[] { 0.58512628f, 0f, 0.91272932f, 0.25643468f }, 10.048345)]
    public void A_simple_network_with_either_activation(NonLinearities nonLinearity, float[] first, double sum)
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var (output, _) = RNN(3, 4, nonLinearity: nonLinearity).call(Values.Wave([2, 5, 3]));
        Values.AssertClose(first, sum, output);
    }

    [Fact]
    public void Gradients_reach_every_weight()
    {
        using var scope = NewDisposeScope();
        var network = LSTM(3, 4, 2, bidirectional: true);
        network.call(Values.Wave([2, 5, 3])).Item1.sum().backward();
        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad!.abs().sum().ToSingle() > 0));
    }

    [Fact]
    public void A_wrong_input_or_state_is_an_error_that_names_the_shapes()
    {
        using var scope = NewDisposeScope();
        var network = GRU(3, 4);
        Assert.Contains("[2, 5, 7]", Assert.Throws<ArgumentException>(() => network.call(zeros(2, 5, 7))).Message);
        Assert.Contains("[1, 5, 4] here, not [1, 2, 4]", Assert.Throws<ArgumentException>(() => network.call(zeros(2, 5, 3), zeros(1, 2, 4))).Message);
    }
}
