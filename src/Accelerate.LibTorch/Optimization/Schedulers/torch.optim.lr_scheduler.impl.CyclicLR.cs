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
                /// Takes the learning rates up and down between two bounds (Smith, 2017, arXiv:1506.01186), and the momentum, or the
                /// first beta, the other way round.
                /// </summary>
                public partial class CyclicLR : LRScheduler
                {
                    private readonly double[] _maximums;
                    private readonly double _period;
                    private readonly double _risingShare;
                    private readonly Func<double, double> _scale;
                    private readonly bool _scalesByCycle;
                    private readonly MomentumCycle? _momentum;

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, PerGroup(optimizer, base_lr), PerGroup(optimizer, max_lr), step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, PerGroup(optimizer, base_momentum), PerGroup(optimizer, max_momentum), last_epoch, verbose)
                    {
                    }

                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step_size_up);
                        if (step_size_down is not (-1 or > 0))
                            throw new ArgumentOutOfRangeException(nameof(step_size_down), step_size_down, "step_size_down must be positive, or -1 for step_size_up.");
                        if (scale_fn is null && !Enum.IsDefined(mode))
                            throw new ArgumentOutOfRangeException(nameof(mode), mode, "mode must be a defined one when there is no scale_fn.");
                        _base_lrs = PerGroup(optimizer, nameof(base_lr), base_lr);
                        _maximums = PerGroup(optimizer, nameof(max_lr), max_lr);
                    if (last_epoch == -1)
                        foreach (var (group, initial) in optimizer.ParamGroups.Zip(_base_lrs))
                            group.InitialLearningRate = initial;
                        _period = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        _risingShare = step_size_up / _period;
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular2 => cycle => 1 / Math.Pow(2, cycle - 1),
                            Mode.ExpRange => iterations => Math.Pow(gamma, iterations),
                            _ => _ => 1,
                        };
                        _scalesByCycle = scale_fn is null ? mode != Mode.ExpRange : scale_mode == ScaleMode.Cycle;
                        if (cycle_momentum)
                            _momentum = new MomentumCycle(
                                optimizer,
                                base_momentum is null ? PerGroup(optimizer, 0.8) : PerGroup(optimizer, nameof(base_momentum), base_momentum),
                                max_momentum is null ? PerGroup(optimizer, 0.9) : PerGroup(optimizer, nameof(max_momentum), max_momentum));
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + _last_epoch / _period);
                        var position = 1 + _last_epoch / _period - cycle;
                        var height = position <= _risingShare ? position / _risingShare : (position - 1) / (_risingShare - 1);
                        var scale = _scale(_scalesByCycle ? cycle : _last_epoch);
                        _momentum?.Set((low, high) => high - (high - low) * height * scale);
                        return _base_lrs.Zip(_maximums, (low, high) => low + (high - low) * height * scale);
                    }
                }
            }
        }
    }
}
