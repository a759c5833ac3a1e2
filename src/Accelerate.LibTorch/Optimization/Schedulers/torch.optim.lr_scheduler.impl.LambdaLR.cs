namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Sets each learning rate to the initial one times a function of the step.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer?.ParamGroups.Select(_ => lr_lambda)!, last_epoch, verbose)
                    {
                    }

                    /// <param name="optimizer">The optimizer whose learning rates are set.</param>
                    /// <param name="lr_lambdas">A function for each parameter group.</param>
                    /// <param name="last_epoch">The step to resume after; -1 to begin.</param>
                    /// <param name="verbose">Whether to print each change to the console.</param>
                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentNullException.ThrowIfNull(lr_lambdas);
                        _factors = [.. lr_lambdas];
                        if (_factors.Length != _base_lrs.Count)
                            throw new ArgumentException($"There are {_factors.Length} functions; the optimizer has {_base_lrs.Count} parameter groups.", nameof(lr_lambdas));
                        if (_factors.Contains(null!))
                            throw new ArgumentNullException(nameof(lr_lambdas));
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _base_lrs.Zip(_factors, (rate, factor) => rate * factor(_last_epoch));
                }
            }
        }
    }
}
