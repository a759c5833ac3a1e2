namespace Accelerate.Roles;

/// <summary>What a method is for. Each is the name of its attribute, without <c>Attribute</c>.</summary>
internal enum Role
{
    Model,
    Optimizer,
    Scheduler,
    TrainingData,
    ValidationData,
    TestData,
    TrainingStep,
    ValidationStep,
    OnTrainingStart,
    OnEpochEnd,
    OnTrainingEnd,
}
