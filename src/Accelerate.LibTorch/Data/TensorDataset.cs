using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Samples that are the slices of whole tensors along their first dimension.</summary>
public class TensorDataset : utils.data.IterableDataset
{
    private readonly Tensor[] _tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length == 0)
            throw new ArgumentException("A TensorDataset needs at least one tensor.", nameof(tensors));
        foreach (var tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            if (tensor.dim() == 0 || tensor.shape[0] != tensors[0].shape[0])
                throw new ArgumentException(
                    $"The first dimensions differ: shapes {string.Join(", ", tensors.Select(each => $"[{string.Join(", ", each.shape)}]"))}. Each tensor must have one row per sample.",
                    nameof(tensors));
        }
        Count = tensors[0].shape[0];
        _tensors = [.. tensors.Select(tensor => Tensor.AdoptDetached(NativeTensor.Alias(tensor.Handle)))];
        GC.KeepAlive(tensors);
    }

    public override long Count { get; }

    /// <inheritdoc cref="GetTensor"/>
    public IList<Tensor> this[long index] => GetTensor(index);

    public override IList<Tensor> GetTensor(long index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The dataset has {Count} samples.");
        return [.. _tensors.Select(tensor => tensor.select(0, index))];
    }

    /// <summary>The samples at the indexes, gathered at once.</summary>
    internal IList<Tensor> Gather(long[] indexes)
    {
        foreach (var index in indexes)
            if (index < 0 || index >= Count)
                throw new ArgumentOutOfRangeException(nameof(indexes), index, $"The dataset has {Count} samples.");
        using var rows = tensor(indexes);
        return [.. _tensors.Select(tensor => Gather(tensor, rows))];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var tensor in _tensors)
                tensor.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Gather(Tensor tensor, Tensor rows)
    {
        if (tensor.device_type == DeviceType.CPU)
            return tensor.index_select(0, rows);
        using var moved = rows.to(tensor.device);
        return tensor.index_select(0, moved);
    }
}
