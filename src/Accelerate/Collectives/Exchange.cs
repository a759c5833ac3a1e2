using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Lets every rank know what each brings to a collective before tensors move, so that calls which do not fit are an error with the same
/// words on every rank instead of a hang or wrong numbers. Small tensors travel along: what is to be sent then is there already.
/// </summary>
internal static class Exchange
{
    private const int BlockSize = 4096;
    private const int LengthSize = sizeof(int);
    private const int LongestForm = 200;

    /// <summary>The messages of all ranks, by rank.</summary>
    /// <param name="group">The group.</param>
    /// <param name="operation">The collective.</param>
    /// <param name="form">What holds them.</param>
    /// <param name="tensors">This rank's tensors.</param>
    /// <param name="validRows">For each tensor the number of rows that are samples in their turn, where its rows are samples.</param>
    /// <param name="withData">Whether values travel along when they are few.</param>
    /// <param name="file">The file of the call.</param>
    /// <param name="line">Its line.</param>
    /// <exception cref="InvalidOperationException">The ranks call different collectives, or with values of different forms.</exception>
    public static RankMessage[] Messages(
        ProcessGroup group, string operation, string form, IReadOnlyList<Tensor> tensors, IReadOnlyList<long?>? validRows, bool withData, string file, int line)
    {
        var mine = new RankMessage(
            operation, form, $"{file[(file.LastIndexOfAny(['/', '\\']) + 1)..]}:{line}",
            [.. tensors.Select((tensor, i) => new RankTensor(tensor.dtype, tensor.shape, validRows?[i]))], null);
        var encoded = mine.Encode();
        if (withData && encoded.Length + LengthSize + tensors.Sum(tensor => tensor.numel() * tensor.ElementSize) <= BlockSize)
            encoded = (mine with { Data = TensorBytes.Of(tensors) }).Encode();
        RankMessage[] all = [.. Bytes(group, encoded, file, line).Select(RankMessage.Decode)];
        if (Array.Exists(all, message => message.Operation != operation || message.Form != form || message.Tensors.Length != tensors.Count))
            throw new InvalidOperationException(
                "The processes call different collectives, or with values of different forms:\n" +
                string.Join("\n", all.Select((message, rank) => $"  rank {rank}: {message.Operation} at {message.Site} with {Describe(message)}")) +
                "\nEvery process must make the same calls in the same order: keep them out of branches that only some processes take, and out of loops that some leave earlier.");
        return all;
    }

    /// <summary>The error for tensors that do not fit, which says what each rank has.</summary>
    public static InvalidOperationException Mismatch(RankMessage[] messages, int tensor, string advice) => new(
        $"{messages[0].Operation} at {messages[0].Site}: the processes have tensors of different shapes or types" +
        $"{(messages[0].Tensors.Length > 1 ? $" in place {tensor + 1} of {messages[0].Tensors.Length}" : "")}:\n" +
        string.Join("\n", messages.Select((message, rank) => $"  rank {rank}: {message.Tensors[tensor]}")) + $"\n{advice}");

    private static string Describe(RankMessage message)
    {
        var count = message.Tensors.Length;
        var form = message.Form.Length <= LongestForm ? message.Form : $"{message.Form[..LongestForm]}…";
        return $"{count} tensor{(count == 1 ? "" : "s")}{(form == "tensor" ? "" : $" in {form}")}";
    }

    private static byte[][] Bytes(ProcessGroup group, byte[] mine, string file, int line)
    {
        var block = new byte[BlockSize];
        BinaryPrimitives.WriteInt32LittleEndian(block, mine.Length);
        mine.AsSpan(0, Math.Min(mine.Length, BlockSize - LengthSize)).CopyTo(block.AsSpan(LengthSize));
        var blocks = AllGather(group, block, file, line);
        var lengths = new int[group.Size];
        for (var rank = 0; rank < lengths.Length; rank++)
            lengths[rank] = BinaryPrimitives.ReadInt32LittleEndian(blocks.AsSpan(rank * BlockSize));

        // What does not fit into the block follows in a second round, of the same size on every rank.
        var rest = Math.Max(0, lengths.Max() - (BlockSize - LengthSize));
        byte[] rests = [];
        if (rest > 0)
        {
            var own = new byte[rest];
            mine.AsSpan(Math.Min(mine.Length, BlockSize - LengthSize)).CopyTo(own);
            rests = AllGather(group, own, file, line);
        }
        var all = new byte[group.Size][];
        for (var rank = 0; rank < all.Length; rank++)
        {
            all[rank] = new byte[lengths[rank]];
            var inBlock = Math.Min(lengths[rank], BlockSize - LengthSize);
            blocks.AsSpan((rank * BlockSize) + LengthSize, inBlock).CopyTo(all[rank]);
            if (lengths[rank] > inBlock)
                rests.AsSpan(rank * rest, lengths[rank] - inBlock).CopyTo(all[rank].AsSpan(inBlock));
        }
        return all;
    }

    private static byte[] AllGather(ProcessGroup group, byte[] mine, string file, int line)
    {
        using var scope = NewDisposeScope();
        var sent = empty(mine.Length, ScalarType.Byte);
        sent.bytes = mine;
        return group.AllGather(sent.to(group.DataDevice), file, line).cpu().bytes.ToArray();
    }
}
