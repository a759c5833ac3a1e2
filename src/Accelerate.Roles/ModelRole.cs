namespace Accelerate.Roles;

/// <summary>A method that creates a model.</summary>
/// <param name="Method">The method.</param>
/// <param name="Type">The model's type, fully qualified.</param>
internal sealed record ModelRole(RoleMethod Method, string Type);
