using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

/// <summary>A dataset whose samples are their own indices, and what ranks read of it.</summary>
internal sealed class Numbers(long count) : utils.data.Dataset<long>
{
    private int _read;

    public int Read => Volatile.Read(ref _read);

    public override long Count => count;

    public override long GetTensor(long index)
    {
        Interlocked.Increment(ref _read);
        return index >= 0 && index < count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {count} samples.");
    }

    public static DataLoader<long, Tensor> Loader(utils.data.Dataset<long> dataset, int batchSize, IEnumerable<long>? sampler = null, bool dropLast = false) => sampler is null
        ? new(dataset, batchSize, Collate, drop_last: dropLast)
        : new(dataset, batchSize, Collate, sampler, drop_last: dropLast);

    public static DataLoader<long, Tensor> Loader(long count, int batchSize, IEnumerable<long>? sampler = null, bool dropLast = false) => Loader(new Numbers(count), batchSize, sampler, dropLast);

    public static Tensor Collate(IEnumerable<long> samples, Device device) => tensor(samples.ToArray());

    /// <summary>An accelerator of a rank, or of one process.</summary>
    public static Accelerator Accelerator(ProcessGroup? group, DataLoaderConfiguration? configuration = null) =>
        new(new() { Cpu = true, ProcessGroup = group, DataLoader = configuration ?? new() });

    /// <summary>Every batch of a pass, and how many of its samples count.</summary>
    public static List<Share> ReadAll(Accelerator accelerator, AcceleratedLoader<Tensor> loader)
    {
        var batches = new List<Share>();
        foreach (var batch in loader)
        {
            var pass = accelerator.ActiveEnumeration!;
            batches.Add(new(batch.data<long>().ToArray(), pass.Rows, pass.ValidRows, pass.IsLast));
        }
        return batches;
    }

    /// <summary>The samples that count, of all ranks, round by round.</summary>
    public static long[] InOrder(IReadOnlyList<List<Share>> ranks)
    {
        var order = new List<long>();
        for (var round = 0; ranks.Any(share => round < share.Count); round++)
            foreach (var share in ranks.Where(share => round < share.Count))
                order.AddRange(share[round].Samples.Take((int)share[round].ValidRows!.Value));
        return [.. order];
    }

    public static long[] UpTo(long count) => [.. Enumerable.Range(0, (int)count).Select(i => (long)i)];

    internal sealed record Share(long[] Samples, long? Rows, long? ValidRows, bool IsLast);
}
