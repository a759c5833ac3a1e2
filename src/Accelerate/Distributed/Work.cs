using System.Diagnostics;
using System.Runtime.CompilerServices;
using Accelerate.Native;

namespace Accelerate;

/// <summary>A collective under way. Its tensors are to be left alone until it has ended; <c>await</c> it or <see cref="Wait"/> for it.</summary>
public class Work
{
    /// <summary>How long a wait goes on before it looks whether a peer is lost.</summary>
    internal const long SliceMilliseconds = 100;

    private readonly Lock _gate = new();
    private readonly ProcessGroup _group;
    private NativeWork? _native;
    private Exception? _error;
    private TaskCompletionSource? _task;
    private long _awaitedSince;

    internal Work(ProcessGroup group, Collective collective, NativeWork native)
    {
        _group = group;
        Collective = collective;
        _native = native;
    }

    internal Collective Collective { get; }

    /// <summary>For how long a task has waited for it.</summary>
    internal TimeSpan Awaited => Stopwatch.GetElapsedTime(_awaitedSince);

    /// <summary>Whether it has ended, well or badly.</summary>
    public bool IsCompleted
    {
        get
        {
            try
            {
                return _native?.IsCompleted ?? true;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="PeerLostException">A rank ended, hangs or cannot be reached.</exception>
    /// <exception cref="CollectiveTimeoutException">Not all ranks took part in time.</exception>
    /// <exception cref="CollectiveException">The collective failed otherwise, or its group had failed before.</exception>
    public void Wait()
    {
        lock (_gate)
        {
            if (_native is null)
            {
                if (_error is not null)
                    throw _error;
                return;
            }
            try
            {
                var began = Stopwatch.GetTimestamp();
                while (!_native.Wait(SliceMilliseconds))
                    _group.ThrowIfLost(Collective, Stopwatch.GetElapsedTime(began));
                TakeResult(_native);
            }
            catch (TorchException exception)
            {
                _error = _group.Fail(Collective, exception);
                throw _error;
            }
            catch (Exception exception)
            {
                _error = exception;
                throw;
            }
            finally
            {
                _native.Dispose();
                _native = null;
            }
        }
    }

    /// <summary>A task that ends with the collective, or fails with what <see cref="Wait"/> would throw.</summary>
    public Task AsTask()
    {
        NativeWork native;
        TaskCompletionSource task;
        lock (_gate)
        {
            if (_task is not null)
                return _task.Task;
            if (_native is null)
                return _error is null ? Task.CompletedTask : Task.FromException(_error);
            native = _native;
            _awaitedSince = Stopwatch.GetTimestamp();
            task = _task = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _group.Watch(this);
        native.OnCompleted(End);
        return task.Task;
    }

    /// <summary>Makes the work awaitable.</summary>
    public TaskAwaiter GetAwaiter() => AsTask().GetAwaiter();

    /// <summary>Ends the task, on a thread of the backend when the work has ended.</summary>
    private void End()
    {
        try
        {
            Wait();
            _task!.TrySetResult();
        }
        catch (Exception exception)
        {
            _task!.TrySetException(exception);
        }
        _group.Unwatch(this);
    }

    /// <summary>Ends the task although the work has not ended: its group is dead.</summary>
    internal void Abandon(Exception cause) => _task?.TrySetException(cause);

    private protected virtual void TakeResult(NativeWork native)
    {
    }
}
