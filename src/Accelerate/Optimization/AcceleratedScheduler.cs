using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate;

/// <summary>
/// A prepared scheduler. It steps at most once for each step of its optimizer that really ran, so a schedule is stated in optimizer steps
/// (or in epochs, when it is called once an epoch) whatever the accumulation.
/// </summary>
public sealed class AcceleratedScheduler : LRScheduler
{
    private readonly bool _followsOptimizer;
    private long _stepsSeen;
    private bool _isFinished;

    internal AcceleratedScheduler(LRScheduler inner, AcceleratedOptimizer optimizer, bool followsOptimizer)
    {
        Inner = inner;
        Optimizer = optimizer;
        _followsOptimizer = followsOptimizer;
        _stepsSeen = optimizer.StepCount;
    }

    /// <summary>The wrapped scheduler.</summary>
    public LRScheduler Inner { get; }

    internal AcceleratedOptimizer Optimizer { get; }

    /// <summary>The number of steps of <see cref="Inner"/> that ran.</summary>
    internal long StepCount { get; private set; }

    /// <summary>The learning rates set last, one for each parameter group.</summary>
    public new IEnumerable<double> get_last_lr() => Inner.get_last_lr();

    /// <summary>
    /// Steps <see cref="Inner"/> if its optimizer has stepped since. A one-cycle schedule that has reached its end stays there.
    /// </summary>
    public override void step() => Step(Inner.step);

    /// <summary>Steps <see cref="Inner"/> to an epoch if its optimizer has stepped since.</summary>
    /// <param name="epoch">The epoch; null for the next.</param>
    public override void step(int? epoch) => Step(() => Inner.step(epoch));

    /// <summary>Steps <see cref="Inner"/> by a metric if its optimizer has stepped since.</summary>
    /// <param name="current">The metric.</param>
    /// <param name="epoch">The epoch; null for the next.</param>
    public override void step(double current, int? epoch = null) => Step(() => Inner.step(current, epoch));

    /// <summary>Takes the steps by which another rank is ahead.</summary>
    internal void CatchUp(long steps)
    {
        while (StepCount < steps && !_isFinished && Inner is not impl.ReduceLROnPlateau)
            Take(Inner.step);
    }

    /// <summary>Takes the optimizer's steps so far as followed.</summary>
    internal void SeeSteps() => _stepsSeen = Optimizer.StepCount;

    private void Step(Action step)
    {
        if (_isFinished || (_followsOptimizer && Optimizer.StepCount == _stepsSeen))
            return;
        SeeSteps();
        Take(step);
    }

    private void Take(Action step)
    {
        try
        {
            step();
            StepCount++;
        }
        catch (InvalidOperationException) when (Inner is impl.OneCycleLR)
        {
            // A one-cycle schedule refuses to step beyond its total; loops with a rounded total take such a step.
            _isFinished = true;
        }
    }
}
