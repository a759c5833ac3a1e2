namespace Accelerate.OperatorGenerator.Model;

/// <summary>That some line calls an operator with so many arguments.</summary>
public sealed record OperatorUse(string Name, string Overload, int ArgumentCount)
{
    /// <summary>The field that holds the operator.</summary>
    public string Field => FieldOf(Name, Overload);

    /// <summary>The field that holds an operator: its name, and its overload after an underscore.</summary>
    public static string FieldOf(string name, string overload) => overload.Length == 0 ? name : $"{name}_{overload}";
}
