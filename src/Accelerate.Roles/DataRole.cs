namespace Accelerate.Roles;

/// <summary>A method that creates training, validation or test data.</summary>
/// <param name="Method">The method.</param>
/// <param name="BatchType">The type of a batch.</param>
/// <param name="SampleRows">The member access after a batch that gives a tensor with one row a sample, such as <c>[0]</c> or <c>.Images</c>; empty where the batch is that tensor, null where none is known.</param>
/// <param name="EveryEpoch">Whether it is evaluated after every epoch.</param>
internal sealed record DataRole(RoleMethod Method, string BatchType, string? SampleRows, bool EveryEpoch);
