using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by index. Its elements start standard normal, drawn from libtorch's default generator.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    private readonly long _paddingIndex = -1;
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaleGradByFreq;
    private readonly bool _sparse;
    private Parameter _weight = null!;

    internal Embedding(
        Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse) : base(nameof(Embedding))
    {
        if (weight.shape is not [var rows, _])
            throw new ArgumentException($"Embedding: a table has the shape (entries, features), not [{string.Join(", ", weight.shape)}].", nameof(weight));
        if (padding_idx is { } index)
        {
            if (index < -rows || index >= rows)
                throw new ArgumentOutOfRangeException(nameof(padding_idx), index, $"Embedding: the padding's index must lie within the {rows} entries.");
            _paddingIndex = index < 0 ? index + rows : index;
        }
        _maxNorm = max_norm;
        _normType = norm_type;
        _scaleGradByFreq = scale_grad_by_freq;
        _sparse = sparse;
        this.weight = weight;
    }

    /// <summary>The table, of shape (entries, features).</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <param name="input">Indices of any shape, Int64 or Int32; the result has one more dimension, of the features.</param>
    public override Tensor forward(Tensor input)
    {
        if (_maxNorm is { } maxNorm)
        {
            using var noGrad = no_grad();
            ModuleOperators.EmbeddingRenorm(weight, input, maxNorm, _normType);
        }
        return ModuleOperators.Embedding(weight, input, _paddingIndex, _scaleGradByFreq, _sparse);
    }

    internal static Embedding Random(
        long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse,
        Device? device, ScalarType? dtype)
    {
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        var weight = NewParameter.Empty([num_embeddings, embedding_dims], device, dtype);
        init.normal_(weight);
        var result = new Embedding(weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        if (result._paddingIndex >= 0)
        {
            using var noGrad = no_grad();
            using var padding = weight.select(0, result._paddingIndex);
            padding.zero_();
        }
        return result;
    }
}
