namespace Accelerate.Cli.Diagnosing;

/// <summary>The checks of <c>accelerate test</c>, in their order.</summary>
internal static class SetupChecks
{
    public static IReadOnlyList<SetupCheck> All { get; } =
    [
        new("ranks and environment", ProcessChecks.Ranks),
        new("values gathered and broadcast, of every type", CollectiveChecks.Moved),
        new("values reduced, of every type", CollectiveChecks.Reduced),
        new("tensors of different lengths filled up", CollectiveChecks.Padded),
        new("triggers", ProcessChecks.Triggers),
        new("lists divided between processes", ProcessChecks.Split),
        new("order of samples", DataChecks.Order),
        new("order of samples, batches divided", DataChecks.OrderOfDividedBatches),
        new("order of samples, read by rank 0", DataChecks.OrderOfDispatchedBatches),
        new("order of shuffled samples", DataChecks.Shuffled),
        new("every sample once for metrics", DataChecks.Metrics),
        new("training as one process with all the data", TrainingChecks.DataParallel),
        new("training with accumulated gradients", TrainingChecks.Accumulated),
        new("training on different numbers of batches", TrainingChecks.Joined),
    ];
}
