namespace Accelerate.Analyzers;

/// <summary>What a rule is about; an <c>.editorconfig</c> can set the severity of a whole category.</summary>
public static class RuleCategories
{
    /// <summary>The written loop: ACC0001 to ACC0999.</summary>
    public const string Usage = "Accelerate.Usage";

    /// <summary>The generated loop: ACC1001 to ACC1999.</summary>
    public const string Roles = "Accelerate.Roles";

    /// <summary>The configuration file: ACC3001 to ACC3999.</summary>
    public const string Configuration = "Accelerate.Configuration";
}
