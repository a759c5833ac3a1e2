using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Accelerate.Benchmarks;

/// <summary>A training loop that never ends, on a thread of its own, and takes as many steps at a time as it is told to.</summary>
internal sealed class PacedLoop : IDisposable
{
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private int _left;

    /// <summary>Starts a loop, up to its first step.</summary>
    /// <param name="loop">The loop. It calls <see cref="BeginStep"/> before each step, and ends when it <see cref="IsStopping"/>.</param>
    public PacedLoop(Action<PacedLoop> loop)
    {
        _thread = new(() =>
        {
            try
            {
                loop(this);
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
                _arrived.Release();
            }
        })
        { Name = "Training", IsBackground = true };
        _thread.Start();
        Await();
    }

    public CancellationToken Stopping => _stopping.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Called by the loop: waits until a step is wanted.</summary>
    public void BeginStep()
    {
        if (_left == 0)
        {
            _arrived.Release();
            _begin.Wait();
        }
        _left--;
    }

    /// <summary>Runs some steps, and returns the microseconds that one of them took.</summary>
    public double Time(int steps)
    {
        _left = steps;
        var begun = Stopwatch.GetTimestamp();
        _begin.Release();
        Await();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / steps;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _begin.Release();
        _thread.Join();
        _stopping.Dispose();
        _begin.Dispose();
        _arrived.Dispose();
    }

    private void Await()
    {
        _arrived.Wait();
        _failure?.Throw();
    }
}
