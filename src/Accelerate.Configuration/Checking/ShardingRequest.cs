namespace Accelerate.Configuration;

/// <summary>Sharding that was asked for: by an option, an environment variable or a configuration file.</summary>
/// <param name="reason">What asks for it, as a clause: "deepspeed_config.zero_stage is 2".</param>
/// <param name="holdsOneModel">Whether an accelerator so configured can hold one model only.</param>
internal sealed class ShardingRequest(string reason, bool holdsOneModel)
{
    public string Reason { get; } = reason;

    public bool HoldsOneModel { get; } = holdsOneModel;
}
