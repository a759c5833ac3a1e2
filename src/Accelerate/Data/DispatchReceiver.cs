using static TorchSharp.torch;

namespace Accelerate;

/// <summary>One pass over a loader that rank 0 reads, on another rank.</summary>
internal sealed class DispatchReceiver<TBatch>(Dispatcher<TBatch> dispatcher) : IBatchFeed<TBatch>
{
    private readonly long _pass = dispatcher.Pass;
    private bool _isOver;

    public StagedBatch<TBatch>? Take()
    {
        while (!_isOver)
        {
            var header = dispatcher.Listen();
            if (header.Pass > _pass)
            {
                dispatcher.Waiting = header;
                return End();
            }
            using var scope = NewDisposeScope();
            var part = dispatcher.Receive(header);
            if (header.Pass < _pass)
                continue;
            if (header.Kind == DispatchKind.Failed)
                throw new InvalidOperationException("Rank 0, which reads the data of all processes, could not read a batch. Its own error says why.");
            _isOver = header.RowsAfter == 0;
            if (part.Length == 0)
                continue;
            scope.Detach(part);
            if (dispatcher.Take(header.Rows, header.RowsAfter, part) is { } batch)
                return batch;
        }
        return null;
    }

    public void Dispose() => _isOver = true;

    private StagedBatch<TBatch>? End()
    {
        _isOver = true;
        return null;
    }
}
