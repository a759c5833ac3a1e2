using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Checks of which rank gets which sample, in which order.</summary>
internal static class DataChecks
{
    private const int BatchSize = 4, Seed = 3;

    /// <summary>Rounds of one batch for each rank, the last filled up with samples from the beginning.</summary>
    public static void Order(SelfTestContext context) => CheckOrder(context, new(), BatchSize);

    public static void OrderOfDividedBatches(SelfTestContext context) => CheckOrder(context, new() { SplitBatches = true }, BatchSize * context.Ranks);

    /// <summary>The last round is divided among the ranks, and filled up only to what they can be given alike.</summary>
    public static void OrderOfDispatchedBatches(SelfTestContext context) => CheckOrder(context, new() { DispatchBatches = true }, BatchSize, (SampleCount(context) % (BatchSize * context.Ranks) + context.Ranks - 1) / context.Ranks);

    /// <summary>What the ranks read together is what one process reads with the same seed.</summary>
    public static void Shuffled(SelfTestContext context)
    {
        using var accelerator = context.Create();
        var expected = Loader(context, BatchSize, shuffle: true).SelectMany(static batch => Samples(batch[0])).ToArray();
        var found = Gathered(accelerator, accelerator.Prepare(Loader(context, BatchSize, shuffle: true)));
        Expect.Sequence(expected, found, "The shuffled samples that all ranks read together");
    }

    /// <summary>GatherForMetrics leaves out what only fills the last round up, also after batches were skipped.</summary>
    public static void Metrics(SelfTestContext context)
    {
        // As evaluations are.
        using var inference = inference_mode();
        using var accelerator = context.Create();
        var loader = accelerator.Prepare(Loader(context, BatchSize));
        long[] all = [.. Enumerable.Range(0, SampleCount(context)).Select(static sample => (long)sample)];
        Expect.Sequence(all, Gathered(accelerator, loader), "The samples that GatherForMetrics returns");
        Expect.Sequence([.. all.Skip(BatchSize * context.Ranks)], Gathered(accelerator, accelerator.SkipFirstBatches(loader, 1)), "The samples that GatherForMetrics returns after the first batch was skipped");
    }

    private static void CheckOrder(SelfTestContext context, DataLoaderConfiguration configuration, int batchSize, int lastBatchSize = BatchSize)
    {
        using var accelerator = context.Create(loader: configuration);
        var read = accelerator.Prepare(Loader(context, batchSize)).SelectMany(static batch => Samples(batch[0])).ToArray();
        Expect.Sequence(Expected(context, lastBatchSize), read, "The samples that this rank reads");
    }

    /// <summary>Batch k of rank r holds the samples from (k × ranks + r) × batch size on; counting goes on at the beginning where it passes the end.</summary>
    private static long[] Expected(SelfTestContext context, int lastBatchSize)
    {
        var (count, round) = (SampleCount(context), BatchSize * context.Ranks);
        var whole = count / round;
        var places = Enumerable.Range(0, whole).SelectMany(batch => Enumerable.Range((batch * round) + (context.Rank * BatchSize), BatchSize))
            .Concat(Enumerable.Range((whole * round) + (context.Rank * lastBatchSize), lastBatchSize));
        return [.. (context.Ranks == 1 ? places.Where(place => place < count) : places).Select(place => (long)(place % count))];
    }

    /// <summary>Two whole rounds and three samples.</summary>
    private static int SampleCount(SelfTestContext context) => (2 * BatchSize * context.Ranks) + 3;

    private static DataLoader<IList<Tensor>, IList<Tensor>> Loader(SelfTestContext context, int batchSize, bool shuffle = false) =>
        utils.data.DataLoader(utils.data.TensorDataset(arange(SampleCount(context))), batchSize, shuffle: shuffle, seed: shuffle ? Seed : null);

    private static long[] Gathered(Accelerator accelerator, IEnumerable<IList<Tensor>> loader) =>
        [.. loader.SelectMany(batch => Samples(accelerator.GatherForMetrics(batch[0])))];

    private static long[] Samples(Tensor batch) => batch.cpu().data<long>().ToArray();
}
