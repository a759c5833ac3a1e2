namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the learning rates by <c>factor</c> when a metric has not improved for <c>patience</c> steps.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _minimizes;
                    private readonly bool _relative;
                    private readonly double _factor;
                    private readonly int _patience;
                    private readonly double _threshold;
                    private readonly int _cooldown;
                    private readonly double[] _minimums;
                    private readonly double _eps;
                    private readonly bool _prints;
                    private double _best;
                    private int _badSteps;
                    private int _cooldownLeft;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode must be 'min' or 'max', not '{mode}'.", nameof(mode));
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold_mode must be 'rel' or 'abs', not '{threshold_mode}'.", nameof(threshold_mode));
                        if (!(factor < 1))
                            throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be below 1.");
                        _minimizes = mode == "min";
                        _relative = threshold_mode == "rel";
                        _factor = factor;
                        _patience = patience;
                        _threshold = threshold;
                        _cooldown = cooldown;
                        _minimums = min_lr switch
                        {
                            null => PerGroup(optimizer, 0),
                            [var minimum] => PerGroup(optimizer, minimum),
                            _ => PerGroup(optimizer, nameof(min_lr), min_lr),
                        };
                        _eps = eps;
                        _prints = verbose;
                        _best = _minimizes ? double.PositiveInfinity : double.NegativeInfinity;
                        _last_epoch = 0;
                    }

                    /// <exception cref="InvalidOperationException">Always: this schedule follows a metric.</exception>
                    public override void step() => throw NeedsMetric();

                    /// <exception cref="InvalidOperationException">Always: this schedule follows a metric.</exception>
                    public override void step(int? epoch) => throw NeedsMetric();

                    /// <param name="current">The metric's value now.</param>
                    /// <param name="epoch">The number of this step; null for the next.</param>
                    public override void step(double current, int? epoch = null)
                    {
                        _step_count++;
                        _last_epoch = epoch ?? _last_epoch + 1;
                        if (IsBetter(current))
                        {
                            _best = current;
                            _badSteps = 0;
                        }
                        else
                        {
                            _badSteps++;
                        }
                        if (_cooldownLeft > 0)
                        {
                            _cooldownLeft--;
                            _badSteps = 0;
                        }
                        if (_badSteps > _patience)
                        {
                            Reduce();
                            _cooldownLeft = _cooldown;
                            _badSteps = 0;
                        }
                        TakeCurrentLearningRates();
                    }

                    private bool IsBetter(double current) => (_minimizes, _relative) switch
                    {
                        (true, true) => current < _best * (1 - _threshold),
                        (true, false) => current < _best - _threshold,
                        (false, true) => current > _best * (1 + _threshold),
                        (false, false) => current > _best + _threshold,
                    };

                    private void Reduce()
                    {
                        var i = 0;
                        foreach (var group in _optimizer.ParamGroups.Take(_minimums.Length))
                        {
                            var old = group.LearningRate;
                            var reduced = Math.Max(old * _factor, _minimums[i]);
                            if (old - reduced > _eps)
                            {
                                group.LearningRate = reduced;
                                if (_prints)
                                    Console.WriteLine(FormattableString.Invariant($"Step {_last_epoch}: reducing learning rate of group {i} to {reduced:0.0000e+00}."));
                            }
                            i++;
                        }
                    }

                    private static InvalidOperationException NeedsMetric() =>
                        new("ReduceLROnPlateau follows a metric. Call step(metric) with a floating-point value.");
                }
            }
        }
    }
}
