using Accelerate.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Gated recurrent units (Cho et al., 2014) in one or more layers.</summary>
public sealed class GRU : Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private static readonly Operator s_operator = new("aten::gru", "input");
    private readonly RecurrentWeights _weights;

    internal GRU(
        long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional,
        Device? device, ScalarType? dtype) : base(nameof(GRU))
    {
        var (place, type) = GetDefaultDeviceAndType(device, dtype);
        _weights = new RecurrentWeights(
            nameof(GRU), s_operator, 3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional,
            place, type, register_parameter);
    }

    /// <summary>Runs the network and its hooks.</summary>
    /// <param name="h0">The hidden state to begin with, of shape (layers · directions, batch, hidden); null for zeros.</param>
    /// <returns>The output at each time, and the hidden state at the end.</returns>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0!);

    /// <inheritdoc cref="call"/>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        var results = _weights.Run(input, h0 is null ? null : [h0], 1, training);
        return (results[0], results[1]);
    }
}
