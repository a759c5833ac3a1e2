using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Checks of what moves between the ranks.</summary>
internal static class CollectiveChecks
{
    private static readonly ScalarType[] s_types =
    [
        ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    /// <summary>Every rank gets the rows of all, and the tensor of the last.</summary>
    public static void Moved(SelfTestContext context)
    {
        using var accelerator = context.Create();
        foreach (var type in s_types)
        {
            using var scope = NewDisposeScope();
            var rank = context.Rank;
            var gathered = accelerator.Gather(Of(type, accelerator, rank, rank + 1));
            Expect.Sequence(As(type, [.. Enumerable.Range(0, context.Ranks).SelectMany(static rank => new double[] { rank, rank + 1 })]), Values(gathered), $"What Gather returns for {type}");
            var broadcast = accelerator.Broadcast(Of(type, accelerator, rank, 1), context.Ranks - 1);
            Expect.Sequence(As(type, [context.Ranks - 1, 1]), Values(broadcast), $"What Broadcast from the last rank returns for {type}");
            Expect.Equal(type, gathered.dtype, "The type that Gather returns");
        }
    }

    /// <summary>Sums, means, least, greatest and products are right on every rank.</summary>
    public static void Reduced(SelfTestContext context)
    {
        using var accelerator = context.Create();
        var ranks = Enumerable.Range(1, context.Ranks).Select(static number => (double)number).ToArray();
        foreach (var type in s_types)
        {
            if (type is ScalarType.Bool)
                continue;
            using var scope = NewDisposeScope();
            var mine = Of(type, accelerator, context.Rank + 1, 1);
            void Check(ReduceOp operation, double first, double second) =>
                Expect.Sequence([first, second], Values(accelerator.Reduce(mine, operation)), $"The {operation} of {type}");
            Check(ReduceOp.Minimum, 1, 1);
            Check(ReduceOp.Maximum, context.Ranks, 1);
            // Larger sums do not fit into 8 bits or are rounded in 16.
            if (context.Ranks > 8)
                continue;
            Check(ReduceOp.Sum, ranks.Sum(), context.Ranks);
            if (mine.is_floating_point())
                Check(ReduceOp.Mean, ranks.Average(), 1);
            if (context.Ranks <= 5)
                Check(ReduceOp.Product, ranks.Aggregate(1.0, static (product, rank) => product * rank), 1);
        }
    }

    /// <summary>Rank r has r + 1 rows; all have as many as the last afterwards.</summary>
    public static void Padded(SelfTestContext context)
    {
        using var accelerator = context.Create();
        var padded = accelerator.PadAcrossProcesses(ones(context.Rank + 1, device: accelerator.Device), padIndex: -1);
        Expect.Sequence([.. Enumerable.Range(0, context.Ranks).Select(row => row <= context.Rank ? 1.0 : -1)], Values(padded), "What PadAcrossProcesses returns");
    }

    private static Tensor Of(ScalarType type, Accelerator accelerator, params double[] values) => tensor(values).to(type).to(accelerator.Device);

    private static double[] As(ScalarType type, double[] values) => type is ScalarType.Bool ? Array.ConvertAll(values, static value => value != 0 ? 1.0 : 0) : values;

    private static double[] Values(Tensor tensor) => tensor.cpu().to(ScalarType.Float64).data<double>().ToArray();
}
