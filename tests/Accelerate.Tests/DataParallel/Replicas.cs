using Accelerate.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

/// <summary>What the tests of data parallelism share: rank r reads rows r, r + size, … of one batch.</summary>
internal static class Replicas
{
    /// <summary>Small buckets, so that a small network has several.</summary>
    public static readonly DistributedDataParallelOptions SmallBuckets = new() { FirstBucketBytes = 64, BucketBytes = 160 };

    public static Accelerator Accelerator(ProcessGroup group, DistributedDataParallelOptions? options = null, int steps = 1, bool syncEachBatch = false) => new(
        new() { ProcessGroup = group, Cpu = true, DistributedDataParallel = options ?? SmallBuckets, GradientAccumulationSteps = steps, SyncEachBatch = syncEachBatch });

    /// <summary>This rank's rows of batch number <paramref name="step"/>, four for each rank.</summary>
    public static (Tensor Inputs, Tensor Targets) Batch(ProcessGroup group, int step) => Rows(group.Size, step, group.Rank);

    public static (Tensor Inputs, Tensor Targets) WholeBatch(int size, int step) => (Networks.Values(100 + step, 4 * size, 4), Networks.Values(200 + step, 4 * size, 2));

    public static Tensor Loss(nn.Module<Tensor, Tensor> network, (Tensor Inputs, Tensor Targets) batch) =>
        nn.functional.mse_loss(network.call(batch.Inputs), batch.Targets);

    public static float[] Gradients(nn.Module network) => [.. network.parameters().SelectMany(p => p.grad is { } gradient ? Networks.Floats(gradient) : [])];

    public static void AreClose(IReadOnlyList<float> expected, IReadOnlyList<float> found, double tolerance)
    {
        Xunit.Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Xunit.Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Element {i} is {found[i]:R}, not {expected[i]:R}.");
    }

    private static (Tensor Inputs, Tensor Targets) Rows(int size, int step, int rank)
    {
        var (inputs, targets) = WholeBatch(size, step);
        var rows = tensor(Enumerable.Range(0, 4).Select(i => (long)((i * size) + rank)).ToArray());
        return (inputs.index_select(0, rows), targets.index_select(0, rows));
    }
}
