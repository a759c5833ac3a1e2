using System.Diagnostics;

namespace Accelerate;

/// <summary>
/// Lets all processes stop after the same step when one of them is asked to. They ask each other about every tenth of a second, after a number of
/// steps that they agree on, so that short steps pay next to nothing for it.
/// </summary>
internal sealed class StopAgreement(Accelerator accelerator, CancellationToken cancellation)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private const long MostSteps = 1000;

    private bool _isAgreed;
    private long _steps = 1;
    private long _left = 1;
    private long _asked = Stopwatch.GetTimestamp();

    /// <summary>Whether to stop: the same on every process.</summary>
    public bool IsStopped => accelerator.NumProcesses == 1 ? cancellation.IsCancellationRequested : _isAgreed;

    /// <summary>Says that every process has done a step, after which it may stop.</summary>
    public void EndStep()
    {
        if (accelerator.NumProcesses > 1 && !_isAgreed && --_left <= 0)
            Ask();
    }

    /// <summary>Asks every process now.</summary>
    public void Ask()
    {
        if (accelerator.NumProcesses == 1 || _isAgreed)
            return;
        var step = Stopwatch.GetElapsedTime(_asked) / _steps;
        var wanted = step > TimeSpan.Zero ? Math.Clamp((long)(s_interval / step), 1, MostSteps) : MostSteps;
        // The slowest process says how many steps make the interval.
        var most = accelerator.Most([cancellation.IsCancellationRequested ? 1 : 0, -wanted], "Agreement to stop");
        _isAgreed = most[0] > 0;
        _left = _steps = -most[1];
        _asked = Stopwatch.GetTimestamp();
    }
}
