using Accelerate.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A simple recurrent network (Elman, 1990) in one or more layers, with tanh or ReLU.</summary>
public sealed class RNN : Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private static readonly Operator s_tanh = new("aten::rnn_tanh", "input");
    private static readonly Operator s_relu = new("aten::rnn_relu", "input");
    private readonly RecurrentWeights _weights;

    internal RNN(
        long inputSize, long hiddenSize, long numLayers, NonLinearities nonLinearity, bool bias, bool batchFirst, double dropout, bool bidirectional,
        Device? device, ScalarType? dtype) : base(nameof(RNN))
    {
        var (place, type) = GetDefaultDeviceAndType(device, dtype);
        _weights = new RecurrentWeights(
            nameof(RNN), nonLinearity == NonLinearities.Tanh ? s_tanh : s_relu, 1, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional,
            place, type, register_parameter);
    }

    /// <summary>Runs the network and its hooks.</summary>
    /// <param name="h0">The hidden state to begin with, of shape (layers · directions, batch, hidden); null for zeros.</param>
    /// <returns>The output at each time, and the hidden state at the end.</returns>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0!);

    /// <inheritdoc cref="call"/>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
    {
        var results = _weights.Run(input, h0 is null ? null : [h0], 1, training);
        return (results[0], results[1]);
    }
}
