using System.Globalization;
using Accelerate.Configuration;

namespace Accelerate;

/// <summary>Finds out who asks for sharding: the code, the variables that a launcher sets, or the configuration file, in this order.</summary>
internal static class ShardingChoice
{
    private const string DeepSpeedVariable = "ACCELERATE_USE_DEEPSPEED";
    private const string StageVariable = "ACCELERATE_DEEPSPEED_ZERO_STAGE";
    private const string FullyShardedVariable = "ACCELERATE_USE_FSDP";
    private const string FullyShardedVersionVariable = "FSDP_VERSION";
    private const string MegatronVariable = "ACCELERATE_USE_MEGATRON_LM";
    private const int DefaultStage = 2;

    /// <summary>The sharding asked for; null for none.</summary>
    public static ShardingRequest? Resolve(AcceleratorOptions options, Func<string, string?> environment, ConfigurationValues file)
    {
        if (options.Sharding is { ZeroStage: var stage })
            return stage is < 0 or > 3
                ? throw new ArgumentException($"Sharding.ZeroStage is {stage}. Give 0 for no sharding, or 1, 2 or 3.", nameof(options))
                : Zero(stage, $"AcceleratorOptions.Sharding.ZeroStage is {stage}");
        if (EnvironmentFlag.Read(DeepSpeedVariable, environment) == true)
            return Zero(Stage(environment), $"the environment variable {DeepSpeedVariable} is true");
        if (EnvironmentFlag.Read(FullyShardedVariable, environment) == true)
            return new($"the environment variable {FullyShardedVariable} is true", holdsOneModel: environment(FullyShardedVersionVariable)?.Trim() == "2");
        if (EnvironmentFlag.Read(MegatronVariable, environment) == true)
            return new($"the environment variable {MegatronVariable} is true", holdsOneModel: true);
        return file.Sharding;
    }

    private static ShardingRequest? Zero(int stage, string reason) => stage == 0 ? null : new(reason, holdsOneModel: true);

    private static int Stage(Func<string, string?> environment)
    {
        var text = environment(StageVariable);
        if (string.IsNullOrWhiteSpace(text))
            return DefaultStage;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var stage) && stage <= 3
            ? stage
            : throw new ArgumentException($"The environment variable {StageVariable} is '{text}'. It can be 0, 1, 2 or 3.");
    }
}
