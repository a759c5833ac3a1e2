namespace Accelerate;

/// <summary>How long a training run is, for a learning-rate schedule.</summary>
/// <param name="Epochs">How often the training data is gone through.</param>
/// <param name="BatchesPerEpoch">The batches of an epoch in this process; null where the training data does not tell.</param>
/// <param name="GradientAccumulationSteps">The batches of one optimizer step.</param>
public sealed record TrainingLength(int Epochs, long? BatchesPerEpoch, int GradientAccumulationSteps)
{
    /// <summary>The optimizer steps of the whole run; the last of an epoch may take fewer batches.</summary>
    /// <exception cref="InvalidOperationException">The training data does not tell how many batches it has.</exception>
    public int OptimizerSteps => BatchesPerEpoch is { } batches
        ? checked((int)(Epochs * ((batches + GradientAccumulationSteps - 1) / GradientAccumulationSteps)))
        : throw new InvalidOperationException("The training data does not tell how many batches it has. Return a DataLoader or a collection from the [TrainingData] method, or give the schedule a number of steps of your own.");
}
