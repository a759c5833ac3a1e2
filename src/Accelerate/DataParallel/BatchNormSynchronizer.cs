using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Has batch-norm modules that train normalize by the statistics of all ranks' batches. It communicates in a group of its own: the reducer starts its sums as gradients become
/// ready, which on ranks that use different parameters is not the same point of a backward.
/// </summary>
/// <remarks>
/// A module in a user's field can only be hooked, so its own forward runs too, on a stand-in for the input: two samples with the mean and the variance of all ranks' batches. A hook puts
/// the right output in place of its result. So nothing of the module need be changed and changed back, and where a hook of the user's throws in between, its running statistics are
/// those of the batch all the same, but for rounding, which the hook after forward mends.
/// </remarks>
internal sealed class BatchNormSynchronizer(ProcessGroup group, Func<CallSite> backwardSite) : IDisposable
{
    private readonly ConditionalWeakTable<Tensor, Normalization> _byStandIn = [];

    /// <summary>The batch-norm modules of a model, with their names.</summary>
    public static (string Name, BatchNorm Module)[] ModulesOf(nn.Module model) =>
    [
        .. model.named_modules().Prepend(("", model))
            .Where(entry => entry.Item2 is BatchNorm1d or BatchNorm2d or BatchNorm3d)
            .Select(entry => (entry.Item1, (BatchNorm)entry.Item2))
            .DistinctBy(entry => entry.Item2, ReferenceEqualityComparer.Instance),
    ];

    /// <summary>Attaches to a module.</summary>
    /// <returns>What takes the hooks off again.</returns>
    public Action Attach(string name, BatchNorm module)
    {
        var of = name.Length == 0 ? "" : $" of {name}";
        var before = module.register_forward_pre_hook((_, input) => BeforeForward(module, of, input));
        var after = module.register_forward_hook((_, input, result) => AfterForward(module, of, input, result));
        return () =>
        {
            before.remove();
            after.remove();
        };
    }

    public void Dispose() => group.Dispose();

    private Tensor BeforeForward(BatchNorm module, string of, Tensor input)
    {
        // What does not fit is left to the module, which says so. A stand-in comes from a second attachment, by another prepared model.
        if (!module.training || !Fits(module, input) || _byStandIn.TryGetValue(input, out _))
            return input;
        using var scope = NewDisposeScope();
        BatchStatistics statistics;
        Tensor? mean = null, variance = null;
        Tensor standIn;
        using (no_grad())
        {
            statistics = BatchStatistics.Over(input.to(SynchronizedNormalization.ComputedIn(input.dtype)), group, $"batch statistics{of}");
            var unbiased = statistics.UnbiasedVariance;
            if (module.track_running_stats && module.running_mean is { } runningMean && module.running_var is { } runningVariance)
            {
                var share = module.momentum ?? (module.num_batches_tracked is { } batches ? 1.0 / (batches.item<long>() + 1) : 0);
                mean = Mixed(runningMean, statistics.Mean, share);
                variance = Mixed(runningVariance, unbiased, share);
            }
            var distance = unbiased.div(2).sqrt_();
            standIn = stack([statistics.Mean.sub(distance), statistics.Mean.add(distance)])
                .to((module.weight ?? module.running_mean)?.dtype ?? ScalarType.Float32)
                .reshape([2, module.num_features, .. Enumerable.Repeat(1L, (int)input.dim() - 2)]);
        }
        var output = SynchronizedNormalization.Apply(module, input, statistics, group, $"batch sums{of}", backwardSite);
        standIn.MoveToOuterDisposeScope();
        _byStandIn.Add(standIn, new(output.MoveToOuterDisposeScope(), mean?.MoveToOuterDisposeScope(), variance?.MoveToOuterDisposeScope()));
        return standIn;
    }

    private Tensor AfterForward(BatchNorm module, string of, Tensor input, Tensor result)
    {
        if (!module.training)
            return result;
        if (!_byStandIn.TryGetValue(input, out var normalization))
            throw new InvalidOperationException($"A hook changed the input{of} between the synchronization of batch statistics and the module. Register hooks that change a batch-norm module's input before Prepare.");
        normalization.Write(module);
        return normalization.Output;
    }

    private static bool Fits(BatchNorm module, Tensor input) => module.num_features > 0 && input.shape is { Length: var dimensions } shape && dimensions > 1 && shape[1] == module.num_features && module switch
    {
        BatchNorm1d => dimensions is 2 or 3,
        BatchNorm2d => dimensions == 4,
        _ => dimensions == 5,
    };

    private static Tensor Mixed(Tensor running, Tensor newest, double share) => running.to(newest.dtype).mul(1 - share).add_(newest.mul(share));

    /// <summary>What comes of a forward.</summary>
    private sealed class Normalization(Tensor output, Tensor? mean, Tensor? variance)
    {
        public Tensor Output => output;

        /// <summary>Gives the module its running statistics.</summary>
        public void Write(BatchNorm module)
        {
            if (mean is null || variance is null)
                return;
            module.running_mean.copy_(mean);
            module.running_var.copy_(variance);
            mean.Dispose();
            variance.Dispose();
            mean = variance = null;
        }
    }
}
