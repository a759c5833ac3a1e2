using System.Runtime.ExceptionServices;
using Accelerate.Native;

namespace Accelerate;

/// <summary>Reads batches on a thread of its own, a number of them ahead.</summary>
internal sealed class StagedFeed<TBatch> : IBatchFeed<TBatch>
{
    private readonly IBatchFeed<TBatch> _inner;
    private readonly int _ahead;
    private readonly Queue<StagedBatch<TBatch>> _ready = new();
    private readonly object _lock = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private bool _isAtEnd;
    private bool _isStopped;

    public StagedFeed(IBatchFeed<TBatch> inner, int ahead)
    {
        _inner = inner;
        _ahead = ahead;
        _thread = new(Run) { IsBackground = true, Name = "Batch stager" };
        _thread.Start();
    }

    public StagedBatch<TBatch>? Take()
    {
        lock (_lock)
        {
            while (_ready.Count == 0 && !_isAtEnd && _failure is null)
                Monitor.Wait(_lock);
            if (_ready.TryDequeue(out var batch))
            {
                Monitor.PulseAll(_lock);
                return batch;
            }
            _failure?.Throw();
            return null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            Monitor.PulseAll(_lock);
        }
        _thread.Join();
        while (_ready.TryDequeue(out var batch))
            batch.DisposeCreated();
    }

    private void Run()
    {
        try
        {
            // Copying a batch is over sooner than a team of OpenMP threads starts, and the training thread needs the cores.
            Threads.LimitCurrentThread(1);
            using (_inner)
                Stage();
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Stage()
    {
        while (WaitForRoom())
        {
            var batch = _inner.Take();
            lock (_lock)
            {
                if (batch is null)
                    _isAtEnd = true;
                else
                    _ready.Enqueue(batch);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private bool WaitForRoom()
    {
        lock (_lock)
        {
            while (_ready.Count >= _ahead && !_isStopped)
                Monitor.Wait(_lock);
            return !_isStopped && !_isAtEnd;
        }
    }
}
