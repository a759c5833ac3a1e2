namespace Accelerate.Roles;

/// <summary>A member of a batch that holds tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="IsBatch">Whether it is a batch itself, and not a tensor.</param>
internal sealed record BatchMember(string Name, bool IsNullable, bool IsBatch);
