using System.Collections;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Accelerate;

/// <summary>Enumerates a prepared loader.</summary>
internal sealed class LoaderEnumerator<TBatch>(AcceleratedLoader<TBatch> loader) : LoaderEnumeration, IEnumerator<TBatch>
{
    private readonly Accelerator _owner = loader.Owner;
    private long? _count;
    private IBatchFeed<TBatch>? _feed;
    private StagedBatch<TBatch>? _current;
    private StagedBatch<TBatch>? _ahead;
    private Exception? _failureAhead;
    private bool _isEndAhead;
    private long _position;

    public TBatch Current => _current is { } batch ? batch.Batch : throw new InvalidOperationException("There is no current batch: call MoveNext first, and stop when it returns false.");

    object? IEnumerator.Current => Current;

    public override bool IsLast => _current?.IsLast ?? IsEndAhead();

    public override long Position => _position;

    public override long? Remaining => _count is { } count && count >= _position ? count - _position + 1 : null;

    public override long? Rows => _current?.Rows;

    public override long? ValidRows => _current?.ValidRows;

    /// <summary>The number of samples in the current batch, if it is one of some loader and can be told.</summary>
    public long? SamplesOf(AcceleratedLoader<TBatch> asked) =>
        ReferenceEquals(asked, loader) && _current is { } batch ? batch.Rows ?? BatchTensors.Rows(batch.Batch) : null;

    public bool MoveNext()
    {
        _owner.LeaveModels();
        if (IsOver)
            return false;
        if (_feed is null)
        {
            _feed = loader.Open(out _position);
            _count = loader.Count;
            _owner.Begin(this);
        }
        Release();
        try
        {
            _current = Next();
        }
        catch
        {
            Dispose();
            throw;
        }
        if (_current is null)
        {
            Dispose();
            return false;
        }
        _position++;
        if (!loader.DisposesBatches)
            torch.CurrentDisposeScope?.Attach(_current.Created);
        return true;
    }

    public void Reset() => throw new NotSupportedException("A pass over a loader cannot start again. Enumerate the loader anew.");

    public override void Dispose()
    {
        if (IsOver)
            return;
        IsOver = true;
        _owner.End(this);
        Release();
        _ahead?.DisposeCreated();
        _feed?.Dispose();
    }

    private void Release()
    {
        if (loader.DisposesBatches)
            _current?.DisposeCreated();
        _current = null;
    }

    private StagedBatch<TBatch>? Next()
    {
        if (_failureAhead is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        if (_isEndAhead)
            return null;
        var batch = _ahead ?? _feed!.Take();
        _ahead = null;
        return batch;
    }

    private bool IsEndAhead()
    {
        if (_current is null || IsOver || _ahead is not null || _failureAhead is not null || _isEndAhead)
            return _isEndAhead;
        try
        {
            _ahead = _feed!.Take();
            return _isEndAhead = _ahead is null;
        }
        catch (Exception exception)
        {
            _failureAhead = exception;
            return false;
        }
    }
}
