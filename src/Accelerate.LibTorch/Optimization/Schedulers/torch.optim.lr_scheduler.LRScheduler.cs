namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets the learning rates of an optimizer's parameter groups. A derived type ends its constructor with a call of
            /// <see cref="step()"/>, which sets the first ones; then it is stepped once after each step of the optimizer.
            /// </summary>
            public abstract class LRScheduler
            {
                /// <summary>How often this was stepped, counting the first time, in the constructor.</summary>
                protected int _step_count;

                internal readonly Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal IList<double> _base_lrs = [];
                internal IList<double> _last_lrs = [];
                private readonly bool _verbose;

                /// <summary>For a scheduler that drives others and has no optimizer of its own.</summary>
                protected LRScheduler()
                {
                }

                /// <param name="optimizer">The optimizer whose learning rates are set.</param>
                /// <param name="last_epoch">
                /// The step to resume after; -1 to begin, with the current learning rates as the initial ones unless an earlier
                /// scheduler has set those.
                /// </param>
                /// <param name="verbose">Whether to print each change to the console.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    ArgumentOutOfRangeException.ThrowIfLessThan(last_epoch, -1);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    foreach (var group in optimizer.ParamGroups)
                    {
                        if (last_epoch == -1 && !HasInitialLearningRate(group))
                            group.InitialLearningRate = group.LearningRate;
                        _base_lrs.Add(group.InitialLearningRate);
                        _last_lrs.Add(group.LearningRate);
                    }
                }

                /// <summary>Sets the learning rates of the next step.</summary>
                public virtual void step() => step(null);

                /// <summary>Sets the learning rates of step <paramref name="epoch"/>; of the next step if it is null.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    Apply(epoch is null ? get_lr() : get_closed_form_lr());
                }

                /// <summary>For schedules that follow a metric.</summary>
                /// <exception cref="InvalidOperationException">This one does not.</exception>
                public virtual void step(double current, int? epoch = null) =>
                    throw new InvalidOperationException($"{GetType().Name} follows no metric. Call step() without one.");

                /// <summary>The learning rates last set, one for each parameter group.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                /// <summary>The learning rates at <c>_last_epoch</c>, which may be derived from the current ones.</summary>
                protected virtual IEnumerable<double> get_lr() =>
                    throw new NotSupportedException($"{GetType()} does not override get_lr.");

                /// <summary>The learning rates at <c>_last_epoch</c>, derived from the initial ones alone where that is possible.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>The learning rates that the groups have now.</summary>
                internal IEnumerable<double> CurrentLearningRates()
                {
                    foreach (var group in _optimizer.ParamGroups)
                        yield return group.LearningRate;
                }

                /// <summary>Steps as if for the first time.</summary>
                internal void Restart()
                {
                    _step_count = 0;
                    step();
                }

                internal void TakeCurrentLearningRates() => _last_lrs = [.. CurrentLearningRates()];

                /// <summary>One value for each parameter group.</summary>
                private protected static double[] PerGroup(Optimizer optimizer, string name, IEnumerable<double> values)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    ArgumentNullException.ThrowIfNull(values, name);
                    var result = values.ToArray();
                    var count = optimizer.ParamGroups.Count();
                    if (result.Length != count)
                        throw new ArgumentException($"{name} has {result.Length} values; the optimizer has {count} parameter groups.", name);
                    return result;
                }

                private protected static double[] PerGroup(Optimizer optimizer, double value)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    return [.. optimizer.ParamGroups.Select(_ => value)];
                }

                private void Apply(IEnumerable<double> learningRates)
                {
                    var values = learningRates.ToArray();
                    var i = 0;
                    foreach (var group in _optimizer.ParamGroups)
                    {
                        if (i == values.Length)
                            break;
                        group.LearningRate = values[i];
                        if (_verbose)
                            Console.WriteLine(FormattableString.Invariant($"Adjusting learning rate of group {i} to {values[i]:0.0000e+00}."));
                        i++;
                    }
                    TakeCurrentLearningRates();
                }

                private static bool HasInitialLearningRate(ILearningRateController group) =>
                    group is Modules.ParamGroup own ? own.Options.HasInitialLearningRate : group.InitialLearningRate != 0;
            }
        }
    }
}
