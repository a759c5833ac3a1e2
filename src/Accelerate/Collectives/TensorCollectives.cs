using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Collectives over lists of tensors, once every rank's shapes are known.</summary>
internal static class TensorCollectives
{
    private const string PadAdvice = "Give every process the same shape, or fill up the shorter ones with PadAcrossProcesses first.";

    /// <summary>For each tensor the rows of all ranks one after another; only those that are samples in their turn where rows are samples.</summary>
    public static Tensor[] Gather(ProcessGroup group, RankMessage[] messages, IReadOnlyList<Tensor> tensors, string file, int line)
    {
        for (var i = 0; i < tensors.Count; i++)
        {
            if (!Array.TrueForAll(messages, message => message.Tensors[i].Fits(messages[0].Tensors[i])))
                throw Exchange.Mismatch(messages, i, PadAdvice);
        }
        return [.. tensors.Select((tensor, i) => HaveData(messages) ? RowsOfData(messages, i).to(tensor.device) : GatherRows(group, messages, i, tensor, file, line))];
    }

    /// <summary>Each tensor combined with those of the other ranks, element by element.</summary>
    public static Tensor[] Reduce(ProcessGroup group, RankMessage[] messages, IReadOnlyList<Tensor> tensors, ReduceOp operation, string file, int line)
    {
        for (var i = 0; i < tensors.Count; i++)
        {
            if (!Array.TrueForAll(messages, message => message.Tensors[i].Fits(messages[0].Tensors[i])))
                throw Exchange.Mismatch(messages, i, "Give every process the same shape.");
        }
        return [.. tensors.Select((tensor, i) =>
        {
            if (HaveData(messages))
                return Combine([.. messages.Select((_, rank) => OfData(messages, rank, i))], operation).to(tensor.device);
            var reduced = tensor.detach().to(group.DataDevice, copy: true);
            group.AllReduce(reduced, operation, file, line);
            return reduced.to(tensor.device);
        })];
    }

    /// <summary>Each tensor as the source has it, on the device of this rank's own.</summary>
    public static Tensor[] Broadcast(ProcessGroup group, RankMessage[] messages, IReadOnlyList<Tensor> tensors, int source, string file, int line) => [.. tensors.Select((tensor, i) =>
    {
        if (messages[source].Data is not null)
            return group.Rank == source ? tensor.detach() : OfData(messages, source, i).to(tensor.device);
        var form = messages[source].Tensors[i];
        var broadcast = group.Rank == source ? tensor.detach().to(group.DataDevice).contiguous() : empty(form.Shape, form.Type, group.DataDevice);
        group.Broadcast(broadcast, source, file, line);
        return group.Rank == source ? tensor.detach() : broadcast.to(tensor.device);
    })];

    /// <summary>Each tensor filled up to the largest size that a dimension has on any rank. A tensor without that dimension stays as it is.</summary>
    public static Tensor[] Pad(RankMessage[] messages, IReadOnlyList<Tensor> tensors, int dimension, Scalar value, bool atStart) => [.. tensors.Select((tensor, i) =>
    {
        if (!Array.TrueForAll(messages, message => message.Tensors[i].Type == tensor.dtype && message.Tensors[i].Shape.Length == tensor.dim()))
            throw Exchange.Mismatch(messages, i, "Tensors that are padded have the same number of dimensions on every process.");
        var along = dimension < 0 ? dimension + tensor.dim() : dimension;
        if (along < 0 || along >= tensor.dim())
            return tensor.detach();
        var size = messages.Max(message => message.Tensors[i].Shape[along]);
        return Extend(tensor.detach(), along, size, value, atStart);
    })];

    private static bool HaveData(RankMessage[] messages) => Array.TrueForAll(messages, message => message.Data is not null);

    private static Tensor GatherRows(ProcessGroup group, RankMessage[] messages, int i, Tensor tensor, string file, int line)
    {
        long[] rows = [.. messages.Select(message => message.Tensors[i].Shape is [var count, ..] ? count : 1)];
        long[] valid = [.. messages.Select((message, rank) => message.Tensors[i].ValidRows ?? rows[rank])];
        var most = rows.Max();
        var own = tensor.dim() == 0 ? tensor.detach().reshape(1) : tensor.detach();
        var all = group.AllGather(Extend(own, 0, most, 0, atStart: false).to(group.DataDevice).contiguous(), file, line).to(tensor.device);
        return Array.TrueForAll(valid, count => count == most) ? all : cat([.. valid.Select((count, rank) => all.narrow(0, rank * most, count))], 0);
    }

    private static Tensor RowsOfData(RankMessage[] messages, int i) => cat([.. messages.Select((message, rank) =>
    {
        var own = OfData(messages, rank, i);
        return own.dim() == 0 ? own.reshape(1) : message.Tensors[i].ValidRows is { } valid ? own.narrow(0, 0, valid) : own;
    })], 0);

    private static Tensor OfData(RankMessage[] messages, int rank, int i)
    {
        var message = messages[rank];
        var start = message.Tensors.Take(i).Sum(Size);
        return TensorBytes.ToTensor(message.Data.AsSpan((int)start, (int)Size(message.Tensors[i])), message.Tensors[i].Shape, message.Tensors[i].Type);

        static long Size(RankTensor tensor) => tensor.Count * tensor.Type.ElementSize();
    }

    private static Tensor Combine(Tensor[] tensors, ReduceOp operation)
    {
        var type = tensors[0].dtype;
        // Halves would be rounded after every rank.
        var wide = type is ScalarType.BFloat16 or ScalarType.Float16 ? ScalarType.Float32 : type;
        var result = tensors[0].to(wide);
        foreach (var tensor in tensors.AsSpan(1))
        {
            var other = tensor.to(wide);
            result = operation switch
            {
                ReduceOp.Minimum => result.minimum(other),
                ReduceOp.Maximum => result.maximum(other),
                ReduceOp.Product => result.mul(other),
                _ => result.add(other),
            };
        }
        return (operation == ReduceOp.Mean ? result.div(tensors.Length) : result).to(type);
    }

    private static Tensor Extend(Tensor tensor, long dimension, long size, Scalar value, bool atStart)
    {
        var own = tensor.shape[dimension];
        if (own == size)
            return tensor;
        var shape = tensor.shape;
        shape[dimension] = size;
        var extended = full(shape, value, tensor.dtype, tensor.device);
        extended.narrow(dimension, atStart ? size - own : 0, own).copy_(tensor);
        return extended;
    }
}
