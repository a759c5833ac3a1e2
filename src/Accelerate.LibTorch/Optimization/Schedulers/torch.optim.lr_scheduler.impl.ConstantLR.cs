namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the learning rates by <c>factor</c> for the first <c>total_iters</c> steps.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _totalIterations;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (factor is not (>= 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be between 0 and 1.");
                        _factor = factor;
                        _totalIterations = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var factor = _last_epoch == 0 ? _factor : _last_epoch == _totalIterations ? 1 / _factor : 1;
                        return CurrentLearningRates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (_last_epoch >= _totalIterations ? 1 : _factor));
                }
            }
        }
    }
}
