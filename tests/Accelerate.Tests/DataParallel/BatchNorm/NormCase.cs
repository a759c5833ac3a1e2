using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.BatchNorm;

/// <summary>A batch norm, and what one process computes with it in a step on some rows.</summary>
internal static class NormCase
{
    public const int Features = 3;

    public static readonly DistributedDataParallelOptions Synchronized = new() { SyncBatchNorm = true, FirstBucketBytes = 1, BucketBytes = 1 };

    public static NormBase Module(int dimensions, ScalarType type = ScalarType.Float64, bool affine = true, bool track = true, double? momentum = 0.1)
    {
        NormBase module = dimensions switch
        {
            1 => nn.BatchNorm1d(Features, affine: affine, track_running_stats: track, dtype: type),
            2 => nn.BatchNorm2d(Features, affine: affine, track_running_stats: track, dtype: type),
            _ => nn.BatchNorm3d(Features, affine: affine, track_running_stats: track, dtype: type),
        };
        module.momentum = momentum;
        Networks.Fill(module, seed: 5);
        return module;
    }

    /// <summary>Rows of a batch of a step: of shape [rows, features] and as many dimensions of size 2 and 3 as the module takes.</summary>
    public static Tensor Rows(int step, int rows, int dimensions, ScalarType type = ScalarType.Float64)
    {
        long[] shape = [rows, Features, .. new long[] { 2, 3, 2 }.Take(dimensions == 1 ? 0 : dimensions)];
        return Networks.Values(30 + step, shape).mul(3).add(2).to(type);
    }

    /// <summary>The rows of a rank, each another number: the last rank has one, which alone would have no variance.</summary>
    public static Tensor Share(Tensor rows, int rank, int ranks) => ranks == 1 ? rows.clone() : rows.narrow(0, (ranks * ranks) - ((ranks - rank) * (ranks - rank)), (2 * (ranks - rank)) - 1).clone();

    public static int RowsOf(int ranks) => ranks == 1 ? 3 : ranks * ranks;

    /// <summary>A sum of outputs with factors of their own, so that every output has another gradient.</summary>
    public static Tensor Loss(Tensor output, Tensor factors) => output.pow(2).mul(factors.to(output.dtype)).sum();

    public static double[] Doubles(Tensor? tensor) => tensor is null ? [] : [.. tensor.detach().to(ScalarType.Float64).reshape(-1).data<double>()];

    public static double[] Running(NormBase module) => [.. Doubles(module.running_mean), .. Doubles(module.running_var), .. Doubles(module.num_batches_tracked)];

    public static double[] Parameters(nn.Module module) => [.. module.parameters().SelectMany(Doubles)];

    public static void AreClose(IReadOnlyList<double> expected, IReadOnlyList<double> found, double tolerance)
    {
        Xunit.Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Xunit.Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Element {i} is {found[i]:R}, not {expected[i]:R}.");
    }
}
