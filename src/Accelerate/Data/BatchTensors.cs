using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Moves batches and finds their tensors, for the types that a batch commonly has, without reflection.</summary>
internal static class BatchTensors
{
    /// <summary>The tensors of a batch; null when its type does not show them. A place for a tensor may hold null.</summary>
    public static Tensor[]? Of<TBatch>(TBatch batch) => All(batch) is not { } tensors ? null : Array.Exists(tensors, t => t is null) ? Array.FindAll(tensors, t => t is not null) : tensors;

    /// <summary>Whether the tensors of a batch are known and all on a device.</summary>
    public static bool AreOn(Tensor[]? tensors, Device device) => tensors is not null && Array.TrueForAll(tensors, t => ModelPlacement.IsOn(t, device));

    /// <summary>The number of samples: the first dimension of the first tensor that has one; null where that cannot be told.</summary>
    public static long? Rows<TBatch>(TBatch batch) => batch is IBatch
        ? TensorTree.Rows(batch)
        : Of(batch) is { } tensors && Array.Find(tensors, t => t.dim() > 0) is { } tensor ? tensor.shape[0] : null;

    /// <summary>The batch on a device: the same one when it is there already.</summary>
    /// <exception cref="NotSupportedException">The device is not the CPU and the type of the batch does not say how to move it.</exception>
    public static TBatch Move<TBatch>(TBatch batch, Device device, bool nonBlocking)
    {
        if (Of(batch) is { } tensors)
            return AreOn(tensors, device) ? batch : (TBatch)MoveTensors(batch!, t => t?.to(device, non_blocking: nonBlocking)!);
        if (device.type == DeviceType.CPU)
            return batch;
        if (batch is not IBatch<TBatch> movable)
            throw new NotSupportedException(
                $"A batch of type {typeof(TBatch).Name} cannot be moved to {device}: it is no tensor, array, list, dictionary or tuple of tensors. " +
                $"Implement IBatch<{typeof(TBatch).Name}> on it, or turn DevicePlacement off and move batches yourself.");
        var moved = movable.To(device, nonBlocking);
        if (!ReferenceEquals(moved, movable))
            movable.Dispose();
        return moved;
    }

    private static Tensor[]? All<TBatch>(TBatch batch) => batch switch
    {
        IBatch<TBatch> => null,
        Tensor tensor => [tensor],
        IEnumerable<Tensor> tensors => [.. tensors],
        IDictionary<string, Tensor> named => [.. named.Values],
        ValueTuple<Tensor, Tensor> pair => [pair.Item1, pair.Item2],
        ValueTuple<Tensor, Tensor, Tensor> triple => [triple.Item1, triple.Item2, triple.Item3],
        ValueTuple<Tensor, Tensor, Tensor, Tensor> four => [four.Item1, four.Item2, four.Item3, four.Item4],
        _ => null,
    };

    private static object MoveTensors(object batch, Func<Tensor, Tensor> move) => batch switch
    {
        Tensor tensor => move(tensor),
        Tensor[] array => Array.ConvertAll(array, t => move(t)),
        List<Tensor> list => list.ConvertAll(t => move(t)),
        Dictionary<string, Tensor> named => named.ToDictionary(pair => pair.Key, pair => move(pair.Value), named.Comparer),
        ValueTuple<Tensor, Tensor> pair => (move(pair.Item1), move(pair.Item2)),
        ValueTuple<Tensor, Tensor, Tensor> triple => (move(triple.Item1), move(triple.Item2), move(triple.Item3)),
        ValueTuple<Tensor, Tensor, Tensor, Tensor> four => (move(four.Item1), move(four.Item2), move(four.Item3), move(four.Item4)),
        IList<Tensor> list => list.Select(move).ToList(),
        _ => throw new NotSupportedException($"A batch of type {batch.GetType().Name} holds tensors but cannot be made anew with moved ones. Use an array, a list or a dictionary of tensors."),
    };
}
