namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Takes the learning rates to zero in <c>total_iters</c> steps along a polynomial.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly int _totalIterations;
                    private readonly double _power;

                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total_iters);
                        _totalIterations = total_iters;
                        _power = power;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0 || _last_epoch > _totalIterations)
                            return CurrentLearningRates();
                        var ratio = (1 - (double)_last_epoch / _totalIterations) / (1 - (double)(_last_epoch - 1) / _totalIterations);
                        var factor = Math.Pow(ratio, _power);
                        return CurrentLearningRates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var factor = Math.Pow(1 - (double)Math.Min(_totalIterations, _last_epoch) / _totalIterations, _power);
                        return _base_lrs.Select(rate => rate * factor);
                    }
                }
            }
        }
    }
}
