namespace Accelerate.Roles;

/// <summary>A property that can be chosen for a run.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Option">The command-line option, such as <c>--learning-rate</c>.</param>
/// <param name="Type">The property's type, fully qualified and without its question mark where it may be null.</param>
/// <param name="Kind">How it is read.</param>
/// <param name="Description">What the help says about it.</param>
/// <param name="Minimum">The smallest value accepted.</param>
/// <param name="Maximum">The largest value accepted.</param>
/// <param name="ExclusiveMinimum">Whether the smallest value itself is refused.</param>
/// <param name="IsNullable">Whether the property may be null.</param>
/// <param name="IsRequired">Whether it is declared <c>required</c>.</param>
internal sealed record Hyperparameter(
    string Name, string Option, string Type, HyperparameterKind Kind, string? Description, double? Minimum, double? Maximum, bool ExclusiveMinimum, bool IsNullable, bool IsRequired);
