namespace Accelerate;

/// <summary>
/// Marks a property that can be chosen for a run: <c>LearningRate</c> becomes the command-line option <c>--learning-rate</c>, with the property's
/// initial value as its default. Its type is an enumeration, a string, or one that parses itself (<see cref="IParsable{TSelf}"/>), as numbers do.
/// </summary>
/// <param name="description">What <c>--help</c> says about it.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class HyperparameterAttribute(string? description = null) : Attribute
{
    /// <summary>What <c>--help</c> says about the hyperparameter.</summary>
    public string? Description { get; } = description;

    /// <summary>The smallest value accepted on the command line; none by default.</summary>
    public double Minimum { get; set; } = double.NaN;

    /// <summary>The largest value accepted on the command line; none by default.</summary>
    public double Maximum { get; set; } = double.NaN;

    /// <summary>Whether a value accepted on the command line must be greater than <see cref="Minimum"/>, not equal to it.</summary>
    public bool ExclusiveMinimum { get; set; }
}
