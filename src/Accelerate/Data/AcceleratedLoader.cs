using System.Collections;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// A prepared loader: enumerate it once an epoch. Batches come in the order of the loader it was made from, on the accelerator's device.
/// A batch of a <c>DataLoader</c> that disposes its batches is disposed when the next one is asked for or the loop ends.
/// </summary>
/// <typeparam name="TBatch">The type of a batch.</typeparam>
public sealed class AcceleratedLoader<TBatch> : IEnumerable<TBatch>, IDisposable
{
    private readonly BatchSource<TBatch> _source;
    private readonly Device? _device;
    private readonly DataLoaderConfiguration _configuration;

    internal AcceleratedLoader(Accelerator owner, BatchSource<TBatch> source, Device? device, DataLoaderConfiguration configuration)
    {
        Owner = owner;
        _source = source;
        _device = device;
        _configuration = configuration;
    }

    /// <summary>The number of batches that this process sees in one pass; null where it is not known beforehand.</summary>
    public long? Count => _source.Count;

    /// <summary>The number of samples in a batch of this process; null where it is not known.</summary>
    public int? BatchSize => _source.BatchSize;

    /// <summary>The number of samples that all processes together read in one step; null where it is not known.</summary>
    public int? TotalBatchSize => _source.BatchSize * Owner.NumProcesses;

    /// <summary>The number of samples in the dataset; null where it is not known.</summary>
    public long? SampleCount => _source.SampleCount;

    internal Accelerator Owner { get; }

    /// <summary>Begins a pass over the batches.</summary>
    public IEnumerator<TBatch> GetEnumerator() => new LoaderEnumerator<TBatch>(Owner, _source, _device, _configuration);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the <c>DataLoader</c> that this one took over, and with it its dataset if that was asked for. A plain sequence is left alone.</summary>
    public void Dispose() => _source.Dispose();
}
