namespace Accelerate.Roles;

/// <summary>A method that creates a learning-rate schedule.</summary>
/// <param name="Method">The method.</param>
/// <param name="Optimizer">The variable of the optimizer that the schedule belongs to.</param>
internal sealed record SchedulerRole(RoleMethod Method, string Optimizer);
