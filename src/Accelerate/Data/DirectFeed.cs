using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Reads batches on the thread that asks for them, and moves them to the device.</summary>
internal sealed class DirectFeed<TBatch>(BatchSource<TBatch> source, Device? device, bool nonBlocking) : IBatchFeed<TBatch>
{
    private IBatchReader<TBatch>? _reader;

    public StagedBatch<TBatch>? Take()
    {
        using var scope = torch.NewDisposeScope();
        _reader ??= source.Open();
        if (!_reader.TryRead(out var batch, out var isLast))
            return null;
        if (device is not null)
            batch = BatchTensors.Move(batch, device, nonBlocking);

        // What a batch of unknown type is made of cannot be told, so all that came into being with it stays.
        IDisposable[] created = BatchTensors.Of(batch) is { } tensors ? [.. tensors.Where(scope.Contains)] : [.. scope.DisposablesView];
        scope.Detach(created);
        return new(batch, isLast, created);
    }

    public void Dispose() => _reader?.Dispose();
}
