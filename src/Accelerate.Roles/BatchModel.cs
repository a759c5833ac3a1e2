namespace Accelerate.Roles;

/// <summary>A type of batch.</summary>
/// <param name="Type">The type.</param>
/// <param name="Members">Its members that hold tensors; at least one.</param>
/// <param name="Declared">Which of the emitted methods it declares itself.</param>
internal sealed record BatchModel(TypeDeclaration Type, EquatableArray<BatchMember> Members, EquatableArray<string> Declared);
