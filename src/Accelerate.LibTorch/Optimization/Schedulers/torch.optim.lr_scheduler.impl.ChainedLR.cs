namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Steps several schedulers of one optimizer together, each from the learning rates that the one before it leaves.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers) : this(ArrayOf(schedulers))
                    {
                    }

                    private ChainedLR(LRScheduler[] schedulers) : base(OptimizerOf(schedulers)) => _schedulers = schedulers;

                    public override void step()
                    {
                        _step_count++;
                        _last_epoch++;
                        foreach (var scheduler in _schedulers)
                            scheduler.step();
                        TakeCurrentLearningRates();
                    }

                    private static LRScheduler[] ArrayOf(IEnumerable<LRScheduler> schedulers)
                    {
                        ArgumentNullException.ThrowIfNull(schedulers);
                        return [.. schedulers];
                    }

                    private static Optimizer OptimizerOf(LRScheduler[] schedulers)
                    {
                        var optimizers = schedulers.Select(scheduler => scheduler._optimizer).Distinct().ToArray();
                        return optimizers.Length == 1
                            ? optimizers[0]
                            : throw new ArgumentException($"The schedulers belong to {optimizers.Length} optimizers; they must belong to one.", nameof(schedulers));
                    }
                }
            }
        }
    }
}
