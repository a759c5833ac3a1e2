namespace Accelerate.Analyzers;

/// <summary>The identifier of every rule. An identifier keeps its meaning for ever and is never used again.</summary>
public static class RuleIds
{
    public const string BackwardBypassesAccelerator = "ACC0001";
    public const string AcceleratorOutsideTrainingMethod = "ACC0002";
    public const string SeveralModelsWithSharding = "ACC0003";

    public const string UnknownConfigurationKey = "ACC3001";
    public const string WrongConfigurationValue = "ACC3002";
    public const string ContradictoryConfiguration = "ACC3003";
    public const string UnreadableConfiguration = "ACC3004";
    public const string MissingConfigurationKey = "ACC3005";
    public const string ConfigurationWithoutEffect = "ACC3006";
}
