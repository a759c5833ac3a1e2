namespace Accelerate;

/// <summary>
/// What an <see cref="Accelerator"/> is created with. A value that is not set here is taken from the environment variable named, then from the
/// configuration file that the environment variable <c>ACCELERATE_CONFIG_FILE</c> names, and otherwise has the default stated.
/// </summary>
public sealed class AcceleratorOptions
{
    /// <summary>The precision of prepared models; null takes <c>ACCELERATE_MIXED_PRECISION</c> (no, fp16, bf16), the file's <c>mixed_precision</c>, then <see cref="MixedPrecision.No"/>.</summary>
    public MixedPrecision? MixedPrecision { get; init; }

    /// <summary>The number of micro-batches in one optimizer step, at least 1; null takes <c>ACCELERATE_GRADIENT_ACCUMULATION_STEPS</c>, then 1.</summary>
    public int? GradientAccumulationSteps { get; init; }

    /// <summary>Train on the CPU even where there is a GPU. <c>ACCELERATE_USE_CPU</c> set to true asks for it too, and so does the file's <c>use_cpu</c> where that variable is not set.</summary>
    public bool Cpu { get; init; }

    /// <summary>Whether prepared models and batches are moved to <see cref="Accelerator.Device"/>.</summary>
    public bool DevicePlacement { get; init; } = true;

    /// <summary>Whether a prepared scheduler steps only after a step of its optimizer that really ran; otherwise each call steps it.</summary>
    public bool StepSchedulerWithOptimizer { get; init; } = true;

    /// <summary>Whether the last batch of a prepared loader ends an accumulation window, however many batches the window holds by then.</summary>
    public bool SyncWithDataLoader { get; init; } = true;

    /// <summary>
    /// The processes to train with, which stay the caller's to dispose; null takes those that a launcher started, and otherwise trains in this process alone.
    /// </summary>
    public ProcessGroup? ProcessGroup { get; init; }

    /// <summary>How the processes that a launcher started are joined to a group: time-outs, heartbeat, checks; null for the defaults.</summary>
    public ProcessGroupOptions? ProcessGroupOptions { get; init; }

    /// <summary>
    /// The number of threads that libtorch computes one operator with, at least 1; null leaves libtorch's setting, but divides the processors among the
    /// processes of a machine where <c>OMP_NUM_THREADS</c> is not set.
    /// The number is libtorch's own and holds for the whole process.
    /// </summary>
    public int? IntraOpThreads { get; init; }

    /// <summary>
    /// How the model is divided among processes; null takes the environment and the configuration file, then no sharding.
    /// This version does not shard: <c>Prepare</c> refuses a model whose sharding is asked for, rather than train it whole.
    /// </summary>
    public ShardingOptions? Sharding { get; init; }

    /// <summary>Whether gradients are averaged over the ranks with every micro-batch of an accumulation window, rather than with the last alone: more communication, the same result.</summary>
    public bool SyncEachBatch { get; init; }

    /// <summary>How gradients are averaged and buffers kept equal when models train on several ranks.</summary>
    public DistributedDataParallelOptions DistributedDataParallel { get; init; } = new();

    /// <summary>How prepared loaders read and move batches.</summary>
    public DataLoaderConfiguration DataLoader { get; init; } = new();
}
