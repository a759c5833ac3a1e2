namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Takes the factor of the learning rates from <c>start_factor</c> to <c>end_factor</c> in <c>total_iters</c> equal steps.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _startFactor;
                    private readonly double _endFactor;
                    private readonly int _totalIterations;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (start_factor is not (> 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(start_factor), start_factor, "start_factor must be above 0 and at most 1: later factors are derived from it.");
                        if (end_factor is not (>= 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(end_factor), end_factor, "end_factor must be between 0 and 1.");
                        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total_iters);
                        _startFactor = start_factor;
                        _endFactor = end_factor;
                        _totalIterations = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var change = _endFactor - _startFactor;
                        var factor = _last_epoch == 0 ? _startFactor
                            : _last_epoch > _totalIterations ? 1
                            : 1 + change / (_totalIterations * _startFactor + (_last_epoch - 1) * change);
                        return CurrentLearningRates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var factor = _startFactor + (_endFactor - _startFactor) * Math.Min(_totalIterations, _last_epoch) / _totalIterations;
                        return _base_lrs.Select(rate => rate * factor);
                    }
                }
            }
        }
    }
}
