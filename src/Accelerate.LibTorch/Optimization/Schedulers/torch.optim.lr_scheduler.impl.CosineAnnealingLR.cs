namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>
                /// Takes the learning rates to <c>eta_min</c> in <c>T_max</c> steps along half a cosine, and back in as many, without
                /// restarts (SGDR: Loshchilov and Hutter, 2017, arXiv:1608.03983).
                /// </summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _halfPeriod;
                    private readonly double _minimum;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(T_max);
                        _halfPeriod = T_max;
                        _minimum = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0)
                            return CurrentLearningRates();
                        if (_step_count == 1)
                            return get_closed_form_lr();
                        if ((_last_epoch - 1 - _halfPeriod) % (2 * _halfPeriod) == 0)
                            return CurrentLearningRates().Zip(_base_lrs, (rate, initial) =>
                                rate + (initial - _minimum) * (1 - Math.Cos(Math.PI / _halfPeriod)) / 2);
                        var factor = (1 + Math.Cos(Math.PI * _last_epoch / _halfPeriod)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _halfPeriod));
                        return CurrentLearningRates().Select(rate => factor * (rate - _minimum) + _minimum);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var factor = (1 + Math.Cos(Math.PI * _last_epoch / _halfPeriod)) / 2;
                        return _base_lrs.Select(rate => _minimum + (rate - _minimum) * factor);
                    }
                }
            }
        }
    }
}
