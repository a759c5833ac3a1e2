namespace Accelerate.Configuration;

/// <summary>The values of a configuration file that have the right type, by the full names of their keys.</summary>
internal sealed class ConfigurationValues
{
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>The kind of distribution, in capitals; null when the file does not say.</summary>
    public string? DistributedType => Text("distributed_type")?.ToUpperInvariant();

    /// <summary>no, fp16, bf16 or fp8; null when the file does not say. The former key <c>fp16: true</c> is understood.</summary>
    public string? MixedPrecision => Text("mixed_precision")?.ToLowerInvariant() switch
    {
        "false" => "no",
        null when Flag("fp16") is { } half => half ? "fp16" : "no",
        var name => name,
    };

    public bool? UseCpu => Flag("use_cpu");

    /// <summary>The number of processes; null when the file does not say, as with Hugging Face's -1.</summary>
    public int? NumProcesses => Number("num_processes") is { } count && count > 0 ? count : null;

    /// <summary>The number of micro-batches in an optimizer step, which Hugging Face keeps with DeepSpeed; null when it is not said or <c>auto</c>.</summary>
    public int? GradientAccumulationSteps => Number("deepspeed_config.gradient_accumulation_steps");

    /// <summary>The sharding that the file asks for; null for none.</summary>
    public ShardingRequest? Sharding => DistributedType switch
    {
        "DEEPSPEED" => DeepSpeed(),
        null when IsSet("deepspeed_config.zero_stage") => DeepSpeed(),
        "FSDP" when IsSharded(Text("fsdp_config.fsdp_sharding_strategy")) => Number("fsdp_config.fsdp_version") == 2
            ? new("distributed_type is FSDP and fsdp_config.fsdp_version is 2", holdsOneModel: true)
            : new("distributed_type is FSDP", holdsOneModel: false),
        "MEGATRON_LM" => new("distributed_type is MEGATRON_LM", holdsOneModel: true),
        _ => null,
    };

    public void Add(string[] path, YamlEntry entry) => _entries[string.Join(".", path)] = entry;

    public YamlEntry? Entry(string key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>Every key that has a value, by its full name.</summary>
    public IEnumerable<KeyValuePair<string, YamlEntry>> All => _entries;

    public bool IsSet(string key) => Entry(key) is { IsSet: true };

    public string? Text(string key) => Entry(key)?.Value is YamlScalar { IsNull: false } scalar ? scalar.Text.Trim() : null;

    public int? Number(string key) => Text(key) is { } text ? IntegerType.Parse(text) : null;

    public bool? Flag(string key) => Text(key) is { } text ? BooleanType.Parse(text) : null;

    private ShardingRequest? DeepSpeed() => Number("deepspeed_config.zero_stage") switch
    {
        0 => null,
        { } stage => new($"deepspeed_config.zero_stage is {stage}", holdsOneModel: true),
        null => new("distributed_type is DEEPSPEED", holdsOneModel: true),
    };

    private static bool IsSharded(string? strategy) => strategy?.ToUpperInvariant() is not ("NO_SHARD" or "3");
}
