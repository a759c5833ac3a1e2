namespace Accelerate.Roles;

/// <summary>Where the emitted part of a type goes.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Parents">The types it is nested in from the outermost, each such as <c>partial class Outer&lt;T&gt;</c>.</param>
/// <param name="Keyword">The kind of type, such as <c>record struct</c>.</param>
/// <param name="Name">The type's name with its type parameters.</param>
/// <param name="HintName">A file name that no other type has.</param>
internal sealed record TypeDeclaration(string Namespace, EquatableArray<string> Parents, string Keyword, string Name, string HintName);
