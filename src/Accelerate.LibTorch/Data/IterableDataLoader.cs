using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batches of samples that are lists of tensors: each batch stacks the tensors of one place.</summary>
public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
{
    public IterableDataLoader(utils.data.IterableDataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    public IterableDataLoader(utils.data.IterableDataset dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    internal override IList<Tensor> ReadBatch(long[] indexes)
    {
        using var scope = NewDisposeScope();
        var batch = dataset is TensorDataset tensors
            ? [.. tensors.Gather(indexes).Select(tensor => tensor.to(Device))]
            : base.ReadBatch(indexes);
        scope.MoveToOuter(batch);
        return batch;
    }

    private static IList<Tensor> Collate(IEnumerable<IList<Tensor>> samples, Device device)
    {
        var items = samples.ToArray();
        return [.. Enumerable.Range(0, items[0].Count).Select(place => stack(items.Select(item => item[place])).to(device))];
    }
}
