using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// The tensors of a <c>TensorDataset</c>, found again behind its items. An item is a list of views, one into each tensor; where the first,
/// second and last item prove to be evenly spaced in one storage, a batch is one <c>index_select</c> from the tensor they are rows of.
/// </summary>
internal sealed class TensorRows : IDisposable
{
    private static readonly Operator AsStrided = new("aten::as_strided");

    private readonly Tensor[] _tensors;

    private TensorRows(Tensor[] tensors) => _tensors = tensors;

    /// <summary>The size of a sample.</summary>
    public long BytesPerRow => _tensors.Sum(tensor => tensor.numel() / tensor.shape[0] * tensor.ElementSize);

    /// <summary>The tensors of a dataset; null when its items are not views into them.</summary>
    public static TensorRows? Find(TensorDataset dataset)
    {
        var count = dataset.Count;
        if (count == 0)
            return null;
        using var scope = torch.NewDisposeScope();
        var first = dataset.GetTensor(0);
        var second = dataset.GetTensor(Math.Min(1, count - 1));
        var last = dataset.GetTensor(count - 1);
        var tensors = new Tensor[first.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            if (FindBase(first[i], second[i], last[i], count) is not { } rows)
                return null;
            tensors[i] = rows;
        }
        foreach (var tensor in tensors)
            tensor.DetachFromDisposeScope();
        return new(tensors);
    }

    /// <summary>The rows at some indices of every tensor, as the front end's collate function would stack them.</summary>
    public List<Tensor> Select(long[] indices, Device device)
    {
        var batch = new List<Tensor>(_tensors.Length);
        using var index = torch.tensor(indices);
        foreach (var tensor in _tensors)
        {
            using var there = tensor.device_type == DeviceType.CPU ? null : index.to(tensor.device);
            var rows = tensor.index_select(0, there ?? index);
            if (ModelPlacement.IsOn(rows, device))
            {
                batch.Add(rows);
                continue;
            }
            batch.Add(rows.to(device));
            rows.Dispose();
        }
        return batch;
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
    }

    private static unsafe Tensor WithSizes(Tensor first, long[] sizes, long[] strides)
    {
        fixed (long* size = sizes, stride = strides)
        {
            return Tensor.UnsafeCreateTensor(AsStrided.InvokeTensor(
                [NativeValue.FromTensor(first.Handle), NativeValue.FromInt64List(size, sizes.Length), NativeValue.FromInt64List(stride, strides.Length)]));
        }
    }

    private static Tensor? FindBase(Tensor first, Tensor second, Tensor last, long count)
    {
        if (NativeTensor.Describe(first.Handle).Layout != 0 || first.requires_grad)
            return null;
        var storage = NativeTensor.StorageKey(first.Handle);
        if (NativeTensor.StorageKey(second.Handle) != storage || NativeTensor.StorageKey(last.Handle) != storage)
            return null;
        var start = NativeTensor.DataPointer(first.Handle);
        var step = NativeTensor.DataPointer(second.Handle) - start;
        if (step % first.ElementSize != 0 || NativeTensor.DataPointer(last.Handle) - start != step * (nint)(count - 1))
            return null;
        return WithSizes(first, [count, .. first.shape], [step / first.ElementSize, .. first.stride()]);
    }
}
