using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Works on the rows of a tensor, one a sample. The code generated for <see cref="BatchAttribute">[Batch]</see> types uses it.</summary>
public static class BatchRows
{
    /// <summary>A tensor with at least a number of rows: what is missing is filled up with its own rows, from the first on.</summary>
    /// <param name="tensor">A tensor of shape [rows, …] with at least one row.</param>
    /// <param name="count">The number of rows wanted.</param>
    /// <returns>A tensor of shape [max(rows, count), …], the caller's to dispose.</returns>
    public static Tensor PadTo(Tensor tensor, long count)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() == 0 || tensor.shape[0] == 0)
            throw new ArgumentException($"The tensor has shape [{string.Join(", ", tensor.shape)}], so it has no rows to fill up with.", nameof(tensor));
        var rows = tensor.shape[0];
        if (count <= rows)
            return tensor.alias();
        using var positions = torch.arange(count, device: tensor.device);
        using var indices = positions.remainder(rows);
        return tensor.index_select(0, indices);
    }

    /// <summary>The samples of several batches one after another, in one batch; what is no tensor is that of the first.</summary>
    /// <typeparam name="TBatch">The type of a batch.</typeparam>
    /// <param name="batches">The batches, at least one, whose tensors differ in their first dimension alone.</param>
    /// <returns>A batch of new tensors, the caller's to dispose.</returns>
    public static TBatch Concatenate<TBatch>(IReadOnlyList<TBatch> batches)
        where TBatch : IBatch<TBatch>
    {
        ArgumentNullException.ThrowIfNull(batches);
        return TensorTree.Concatenate(batches);
    }
}
