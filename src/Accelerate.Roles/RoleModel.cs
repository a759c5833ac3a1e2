namespace Accelerate.Roles;

/// <summary>A training program: everything that the emitted loop is written from.</summary>
internal sealed record RoleModel(
    TypeDeclaration Type,
    bool HidesBase,
    RunDefaults Defaults,
    EquatableArray<ModelRole> Models,
    EquatableArray<RoleMethod> Optimizers,
    EquatableArray<SchedulerRole> Schedulers,
    DataRole TrainingData,
    DataRole? ValidationData,
    DataRole? TestData,
    EquatableArray<StepRole> Steps,
    RoleMethod? ValidationStep,
    bool ValidationReturnsLoss,
    EquatableArray<RoleMethod> OnTrainingStart,
    EquatableArray<RoleMethod> OnEpochEnd,
    EquatableArray<RoleMethod> OnTrainingEnd,
    EquatableArray<Hyperparameter> Hyperparameters);
