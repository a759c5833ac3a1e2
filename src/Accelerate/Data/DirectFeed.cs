using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Reads batches on the thread that asks for them, and moves them to the device.</summary>
internal sealed class DirectFeed<TBatch>(IBatchReader<TBatch> reader, Device? device, bool nonBlocking) : IBatchFeed<TBatch>
{
    public StagedBatch<TBatch>? Take()
    {
        using var scope = torch.NewDisposeScope();
        if (!reader.TryRead(out var read))
            return null;
        var batch = read.Batch;
        var tensors = BatchTensors.Of(batch);
        if (device is not null && !BatchTensors.AreOn(tensors, device))
        {
            batch = BatchTensors.Move(batch, device, nonBlocking);
            tensors = BatchTensors.Of(batch);
        }

        // What a batch of unknown type is made of cannot be told, so all that came into being with it stays.
        IDisposable[] created = tensors is not null ? Array.FindAll(tensors, scope.Contains) : [.. scope.DisposablesView];
        scope.Detach(created);
        return new(batch, read.IsLast, read.Rows, read.ValidRows, created);
    }

    public void Dispose() => reader.Dispose();
}
