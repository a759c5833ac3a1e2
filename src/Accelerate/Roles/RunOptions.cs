namespace Accelerate;

/// <summary>How an <see cref="AcceleratedTrainingAttribute">[AcceleratedTraining]</see> class trains, beside its hyperparameters.</summary>
public sealed record RunOptions
{
    /// <summary>How often to go through the training data, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The norm that the gradients of each optimizer are clipped to, greater than 0; null does not clip.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>What libtorch's random numbers start from; null leaves them as they are.</summary>
    public int? Seed { get; init; }

    /// <summary>The <see cref="AcceleratorOptions.Sharding"/> of the accelerator that <c>RunAsync</c> makes; one given to <c>Train</c> has its own.</summary>
    public ShardingOptions? Sharding { get; init; }

    /// <summary>The <see cref="DistributedDataParallelOptions.SyncBatchNorm"/> of the accelerator that <c>RunAsync</c> makes; one given to <c>Train</c> has its own.</summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>The folder for the models and the log; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Whether progress and results are written to standard output.</summary>
    public bool Report { get; init; } = true;
}
