using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What batch normalization knows of the batches of all ranks together.</summary>
/// <param name="Mean">The mean of each feature: [features] in float64, on the device of the batch.</param>
/// <param name="Variance">The variance of each feature, of the same form: the mean of the squared distances.</param>
/// <param name="Count">How many values of a feature there are.</param>
internal sealed record BatchStatistics(Tensor Mean, Tensor Variance, double Count)
{
    private static readonly Operator s_meanAndVariance = new("aten::batch_norm_update_stats");

    /// <summary>The variance that running statistics are made of: the sum of the squared distances divided by one less than their number.</summary>
    public Tensor UnbiasedVariance => Variance.mul(Count / (Count - 1));

    /// <summary>The statistics over all ranks, by one small all-gather. Ranks may have batches of different sizes, also none.</summary>
    /// <param name="input">This rank's batch, of shape [samples, features, …] and a type that has such operators: float32 or float64.</param>
    /// <param name="group">The ranks.</param>
    /// <param name="name">What the collective is called in errors.</param>
    /// <exception cref="ArgumentException">There are fewer than two values of a feature.</exception>
    public static BatchStatistics Over(Tensor input, ProcessGroup group, string name)
    {
        using var scope = NewDisposeScope();
        var features = input.shape[1];
        var own = (double)(input.numel() / features);
        var (mean, variance) = own > 0 ? MeanAndVariance(input) : (input.new_zeros(features), input.new_zeros(features));
        var message = cat([mean.to(ScalarType.Float64), variance.to(ScalarType.Float64).mul(own), tensor([own], device: input.device)]).unsqueeze(0);
        var all = group.AllGatherAs(name, message.to(group.DataDevice), new("", 0)).Wait().to(input.device);

        // Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
        var (means, squares, counts) = (all.narrow(1, 0, features), all.narrow(1, features, features), all.narrow(1, 2 * features, 1));
        var count = counts.sum().item<double>();
        if (count < 2)
            throw new ArgumentException($"The {name}: all {group.Size} ranks together have {count} value{(count == 1 ? "" : "s")} of a feature, which has no variance. Train with larger batches, or call eval().", nameof(input));
        var together = means.mul(counts).sum(dim: 0).div_(count);
        var distances = means.sub(together);
        var sum = squares.sum(dim: 0).add_(distances.mul(distances).mul_(counts).sum(dim: 0));
        return new(together.MoveToOuterDisposeScope(), sum.div_(count).MoveToOuterDisposeScope(), count);
    }

    private static (Tensor Mean, Tensor Variance) MeanAndVariance(Tensor input)
    {
        Span<NativeValue> results = stackalloc NativeValue[2];
        s_meanAndVariance.Invoke([NativeValue.FromTensor(input.Handle), NativeValue.None, NativeValue.None, NativeValue.FromDouble(0)], results);
        GC.KeepAlive(input);
        return (Tensor.UnsafeCreateTensor(results[0].Pointer), Tensor.UnsafeCreateTensor(results[1].Pointer));
    }
}
