using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Shows the native buckets of a model to a communication hook.</summary>
internal sealed class GradientBuckets(CommunicationHook hook, ProcessGroup group, nn.Module model) : IDisposable
{
    private readonly long[][] _shapes = [.. model.parameters().DistinctBy(parameter => NativeTensor.Identity(parameter.Handle)).Select(parameter => parameter.shape)];
    private GradientBucket?[] _buckets = [];

    public GradientReducer? Reducer { private get; set; }

    public void Start(int index)
    {
        var bucket = Find(index);
        bucket.Pending = hook.Sum(bucket, group);
    }

    public void End(int index)
    {
        var bucket = _buckets[index]!;
        bucket.Pending?.Wait();
        bucket.Pending = null;
        hook.Complete(bucket, group);
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets)
            bucket?.Gradients.Dispose();
    }

    private GradientBucket Find(int index)
    {
        var reducer = Reducer!;
        var handle = reducer.GradientsOf(index);
        if (index < _buckets.Length && _buckets[index] is { } known && NativeTensor.Identity(known.Gradients.Handle) == NativeTensor.Identity(handle))
        {
            NativeTensor.Free(handle);
            return known;
        }
        var count = reducer.BucketCount;
        if (_buckets.Length != count)
        {
            Dispose();
            _buckets = new GradientBucket?[count];
        }
        _buckets[index]?.Gradients.Dispose();
        var gradients = Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
        return _buckets[index] = new(index, index == count - 1, gradients, [.. reducer.ParametersOf(index).Select(parameter => _shapes[parameter])]);
    }
}
