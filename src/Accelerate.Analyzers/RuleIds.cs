namespace Accelerate.Analyzers;

/// <summary>The identifier of every rule. An identifier keeps its meaning for ever and is never used again.</summary>
public static class RuleIds
{
    public const string BackwardBypassesAccelerator = "ACC0001";
    public const string AcceleratorOutsideTrainingMethod = "ACC0002";
}
