namespace Accelerate;

/// <summary>
/// Marks a partial class whose methods have the roles of a training program. It gets <c>Train(Accelerator, CancellationToken)</c>, the training loop,
/// and <c>RunAsync(string[] args, CancellationToken)</c>, the whole program: it reads hyperparameters and run options from the command line, trains,
/// evaluates, reports and saves.
/// <para>The properties below are defaults of the program's <see cref="RunOptions"/>.</para>
/// </summary>
/// <param name="description">What <c>--help</c> says about the program.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AcceleratedTrainingAttribute(string? description = null) : Attribute
{
    /// <summary>What <c>--help</c> says about the program.</summary>
    public string? Description { get; } = description;

    /// <summary>How often to go through the training data, at least 1.</summary>
    public int Epochs { get; set; } = 1;

    /// <summary>The norm that gradients are clipped to, greater than 0; 0 does not clip.</summary>
    public double MaxGradientNorm { get; set; }

    /// <summary>What libtorch's random numbers start from.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>The folder that <c>RunAsync</c> writes the models and the log to; null takes <c>artifacts/</c> and the name of the class.</summary>
    public string? OutputDirectory { get; set; }

    /// <summary>How the model is divided among processes, as <see cref="ShardingOptions.ZeroStage"/>, where the attribute says so; one accelerator then holds one model.</summary>
    public int ZeroStage { get; set; }

    /// <summary>Whether batch norms normalize by the batches of all processes, as <see cref="DistributedDataParallelOptions.SyncBatchNorm"/>.</summary>
    public bool SyncBatchNorm { get; set; }
}
