namespace Accelerate.Roles;

/// <summary>What is passed for one parameter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The variable of the model or optimizer; empty for the other kinds.</param>
/// <param name="Type">The type of the parameter, fully qualified.</param>
internal sealed record RoleArgument(ArgumentKind Kind, string Name, string Type);
