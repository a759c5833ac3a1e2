namespace Accelerate.OperatorGenerator.Model;

/// <summary>The methods that one file declares.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Sections">The classes, in the order of the file.</param>
public sealed record ListBindings(string Name, EquatableArray<Section> Sections);
