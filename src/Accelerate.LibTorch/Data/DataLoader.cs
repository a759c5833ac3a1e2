using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batches of samples that are tensors with names: each batch stacks the tensors of one name.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    public DataLoader(utils.data.Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    public DataLoader(utils.data.Dataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    internal override Dictionary<string, Tensor> ReadBatch(long[] indexes)
    {
        using var scope = NewDisposeScope();
        var batch = base.ReadBatch(indexes);
        scope.MoveToOuter(batch.Values);
        return batch;
    }

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
    {
        var items = samples.ToArray();
        var batch = new Dictionary<string, Tensor>();
        foreach (var name in items[0].Keys)
            batch[name] = stack(items.Select(item => item[name])).to(device);
        return batch;
    }
}
