using Accelerate.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997) in one or more layers.</summary>
public sealed class LSTM : Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private static readonly Operator s_operator = new("aten::lstm", "input");
    private readonly RecurrentWeights _weights;

    internal LSTM(
        long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional,
        Device? device, ScalarType? dtype) : base(nameof(LSTM))
    {
        var (place, type) = GetDefaultDeviceAndType(device, dtype);
        _weights = new RecurrentWeights(
            nameof(LSTM), s_operator, 4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional,
            place, type, register_parameter);
    }

    /// <summary>Runs the network and its hooks.</summary>
    /// <param name="h0_c0">The hidden and cell states to begin with, of shape (layers · directions, batch, hidden); null for zeros.</param>
    /// <returns>The output at each time, and the hidden and cell states at the end.</returns>
    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    /// <inheritdoc cref="call"/>
    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        var results = _weights.Run(input, h0_c0 is var (hidden, cell) ? [hidden, cell] : null, 2, training);
        return (results[0], results[1], results[2]);
    }
}
