using Accelerate.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// The weights and the call that LSTM, GRU and RNN share. Weights are named and ordered as PyTorch's (<c>weight_ih_l0</c>,
/// <c>weight_hh_l0</c>, <c>bias_ih_l0</c>, <c>bias_hh_l0</c>, then the reverse direction, then the next layer) and start uniform
/// within 1/√(hidden size), drawn in that order.
/// </summary>
internal sealed class RecurrentWeights
{
    private readonly string _name;
    private readonly Operator _operator;
    private readonly long _inputSize;
    private readonly long _hiddenSize;
    private readonly long _layers;
    private readonly bool _hasBias;
    private readonly bool _batchFirst;
    private readonly double _dropout;
    private readonly bool _bidirectional;
    private readonly List<Parameter> _parameters = [];

    public RecurrentWeights(
        string name, Operator @operator, long gates, long inputSize, long hiddenSize, long layers, bool bias, bool batchFirst, double dropout,
        bool bidirectional, Device device, ScalarType dtype, Action<string, Parameter> register)
    {
        if (inputSize <= 0 || hiddenSize <= 0 || layers <= 0)
            throw new ArgumentException($"{name}: the sizes of input ({inputSize}) and hidden state ({hiddenSize}) and the number of layers ({layers}) must be positive.");
        Probability.Check(dropout);
        _name = name;
        _operator = @operator;
        _inputSize = inputSize;
        _hiddenSize = hiddenSize;
        _layers = layers;
        _hasBias = bias;
        _batchFirst = batchFirst;
        _dropout = dropout;
        _bidirectional = bidirectional;

        var rows = gates * hiddenSize;
        for (var layer = 0L; layer < layers; layer++)
        {
            var columns = layer == 0 ? inputSize : hiddenSize * Directions;
            foreach (var suffix in bidirectional ? ["", "_reverse"] : new[] { "" })
            {
                Add($"weight_ih_l{layer}{suffix}", [rows, columns]);
                Add($"weight_hh_l{layer}{suffix}", [rows, hiddenSize]);
                if (!bias)
                    continue;
                Add($"bias_ih_l{layer}{suffix}", [rows]);
                Add($"bias_hh_l{layer}{suffix}", [rows]);
            }
        }

        void Add(string parameterName, long[] sizes)
        {
            var parameter = NewParameter.Empty(sizes, device, dtype);
            var bound = 1 / Math.Sqrt(hiddenSize);
            nn.init.uniform_(parameter, -bound, bound);
            register(parameterName, parameter);
            _parameters.Add(parameter);
        }
    }

    private int Directions => _bidirectional ? 2 : 1;

    /// <summary>Runs the network.</summary>
    /// <param name="input">(time, batch, features), or (batch, time, features) if the batch comes first; without the batch too.</param>
    /// <param name="state">The hidden state, and the cell state of an LSTM, of shape (layers · directions, batch, hidden); null for zeros.</param>
    /// <returns>The output, and the states at the end.</returns>
    public Tensor[] Run(Tensor input, Tensor[]? state, int states, bool training)
    {
        using var scope = NewDisposeScope();
        var shape = input.shape;
        if (shape.Length is not (2 or 3) || shape[^1] != _inputSize)
            throw new ArgumentException(
                $"{_name} takes input of shape ({(_batchFirst ? "batch, time" : "time, batch")}, {_inputSize}), with or without the batch, not [{string.Join(", ", shape)}].", nameof(input));
        var isBatch = shape.Length == 3;
        var batchDimension = _batchFirst ? 0 : 1;
        var batch = isBatch ? input : input.unsqueeze(batchDimension);
        var batchSize = batch.shape[batchDimension];
        long[] stateShape = [_layers * Directions, batchSize, _hiddenSize];
        state = state is null
            ? [.. Enumerable.Range(0, states).Select(_ => zeros(stateShape, input.dtype, input.device))]
            : [.. state.Select(one => isBatch || one.dim() != 2 ? one : one.unsqueeze(1))];
        foreach (var one in state)
            if (!one.shape.AsSpan().SequenceEqual(stateShape))
                throw new ArgumentException($"{_name}: a state has the shape [{string.Join(", ", stateShape)}] here, not [{string.Join(", ", one.shape)}].", nameof(state));

        var results = Invoke(batch, state, training);
        if (!isBatch)
            results = [results[0].squeeze(batchDimension), .. results.Skip(1).Select(one => one.squeeze(1))];
        foreach (var result in results)
            result.MoveToOuterDisposeScope();
        return results;
    }

    private unsafe Tensor[] Invoke(Tensor batch, Tensor[] state, bool training)
    {
        var results = new NativeValue[state.Length + 1];
        nint[] stateHandles = OperatorArgument.HandlesOf(state);
        nint[] parameterHandles = OperatorArgument.HandlesOf(_parameters);
        fixed (nint* firstState = stateHandles, firstParameter = parameterHandles)
        {
            // An LSTM takes its two states as a list, the others take their one as it is.
            var hidden = state.Length == 1 ? NativeValue.FromTensor(stateHandles[0]) : NativeValue.FromTensorList(firstState, stateHandles.Length);
            _operator.Invoke(
                [
                    OperatorArgument.Of(batch), hidden, NativeValue.FromTensorList(firstParameter, parameterHandles.Length),
                    OperatorArgument.Of(_hasBias), OperatorArgument.Of(_layers), OperatorArgument.Of(_dropout),
                    OperatorArgument.Of(training), OperatorArgument.Of(_bidirectional), OperatorArgument.Of(_batchFirst),
                ],
                results);
        }
        GC.KeepAlive(batch);
        GC.KeepAlive(state);
        GC.KeepAlive(_parameters);
        return [.. results.Select(result => Tensor.Adopt(result.Pointer))];
    }
}
