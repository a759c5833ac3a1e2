namespace Accelerate.Roles;

/// <summary>What is passed for a parameter of a method that has a role.</summary>
internal enum ArgumentKind
{
    Model,
    Optimizer,
    Batch,
    Accelerator,
    Metrics,
    CancellationToken,
    TrainingLength,
    EpochResult,
    TrainingResult,
}
