using TorchSharp.Optimization;

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
                /// Takes the learning rates up to their maximum and then down to nearly nothing (Smith and Topin, 2019,
                /// arXiv:1708.07120), and the momentum, or the first beta, the other way round. Stepped after every batch.
                /// </summary>
                public partial class OneCycleLR : LRScheduler
                {
                    private readonly int _totalSteps;
                    private readonly double[] _phaseEnds;
                    private readonly double[] _maximums;
                    private readonly double _divisor;
                    private readonly double _finalDivisor;
                    private readonly AnnealStrategy _strategy;
                    private readonly MomentumCycle? _momentum;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, PerGroup(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, PerGroup(optimizer, base_momentum), PerGroup(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps == -1 && (epochs <= 0 || steps_per_epoch <= 0) || total_steps is 0 or < -1)
                            throw new ArgumentException(
                                $"The length of the cycle is not given: total_steps is {total_steps}, epochs {epochs}, steps_per_epoch {steps_per_epoch}. Give a positive total_steps, or positive epochs and steps_per_epoch.");
                        if (pct_start is not (>= 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(pct_start), pct_start, "pct_start must be between 0 and 1.");
                        if (!Enum.IsDefined(anneal_strategy))
                            throw new ArgumentOutOfRangeException(nameof(anneal_strategy), anneal_strategy, "anneal_strategy must be Cos or Linear.");
                        _totalSteps = total_steps > 0 ? total_steps : checked(epochs * steps_per_epoch);
                        _phaseEnds = three_phase
                            ? [pct_start * _totalSteps - 1, 2 * pct_start * _totalSteps - 2, _totalSteps - 1]
                            : [pct_start * _totalSteps - 1, _totalSteps - 1];
                        _maximums = PerGroup(optimizer, nameof(max_lr), max_lr);
                        _divisor = div_factor;
                        _finalDivisor = final_div_factor;
                        _strategy = anneal_strategy;
                        _base_lrs = [.. _maximums.Select(maximum => maximum / div_factor)];
                        if (last_epoch == -1)
                            foreach (var (group, initial) in optimizer.ParamGroups.Zip(_base_lrs))
                                group.InitialLearningRate = initial;
                        if (cycle_momentum)
                            _momentum = new MomentumCycle(
                                optimizer,
                                base_momentum is null ? PerGroup(optimizer, 0.85) : PerGroup(optimizer, nameof(base_momentum), base_momentum),
                                max_momentum is null ? PerGroup(optimizer, 0.95) : PerGroup(optimizer, nameof(max_momentum), max_momentum));
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _totalSteps)
                            throw new InvalidOperationException(
                                $"OneCycleLR was stepped {_last_epoch + 1} times; its cycle has {_totalSteps} steps. Give it the number of optimizer steps of the whole run.");
                        var phase = 0;
                        var start = 0.0;
                        while (phase < _phaseEnds.Length - 1 && _last_epoch > _phaseEnds[phase])
                            start = _phaseEnds[phase++];
                        var length = _phaseEnds[phase] - start;
                    var share = length > 0 ? (_last_epoch - start) / length : 1;
                        var last = phase == _phaseEnds.Length - 1;
                        _momentum?.Set((low, high) => phase switch
                        {
                            0 => Anneal(high, low, share),
                            1 => Anneal(low, high, share),
                            _ => high,
                        });
                        return _maximums.Select(maximum =>
                        {
                            var initial = maximum / _divisor;
                            var minimum = initial / _finalDivisor;
                            return (phase, last) switch
                            {
                                (0, _) => Anneal(initial, maximum, share),
                                (1, true) => Anneal(maximum, minimum, share),
                                (1, false) => Anneal(maximum, initial, share),
                                _ => Anneal(initial, minimum, share),
                            };
                        });
                    }

                    private double Anneal(double start, double end, double share) => _strategy == AnnealStrategy.Cos
                        ? end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1)
                        : start + (end - start) * share;
                }
            }
        }
    }
}
