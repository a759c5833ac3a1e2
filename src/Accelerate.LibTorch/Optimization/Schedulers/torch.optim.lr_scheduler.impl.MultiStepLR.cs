namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the learning rates by <c>gamma</c> at each of the milestones.</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly int[] _milestones;
                    private readonly double _gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentNullException.ThrowIfNull(milestones);
                        _milestones = [.. milestones];
                        _gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var factor = Math.Pow(_gamma, _milestones.Count(milestone => milestone == _last_epoch));
                        return CurrentLearningRates().Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var factor = Math.Pow(_gamma, _milestones.Count(milestone => milestone <= _last_epoch));
                        return _base_lrs.Select(rate => rate * factor);
                    }
                }
            }
        }
    }
}
