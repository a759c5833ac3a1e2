namespace Accelerate.Roles;

/// <summary>A training step.</summary>
/// <param name="Method">The method.</param>
/// <param name="LossName">What its loss is reported as.</param>
/// <param name="Optimizers">The variables of the optimizers that follow it.</param>
/// <param name="Models">The variables of the models that those optimizers train.</param>
internal sealed record StepRole(RoleMethod Method, string LossName, EquatableArray<string> Optimizers, EquatableArray<string> Models);
