namespace Accelerate.Analyzers.Sharding;

/// <summary>What a place says about sharding: nothing, that there is none, something that cannot be read at compile time, or a reason for it.</summary>
internal readonly struct ShardingSetting
{
    private readonly bool _isSet;

    private ShardingSetting(string? reason)
    {
        _isSet = true;
        Reason = reason;
    }

    /// <summary>Nothing is said: the next place decides.</summary>
    public static ShardingSetting Unset => default;

    /// <summary>There is no sharding, or none that is known.</summary>
    public static ShardingSetting None { get; } = new(null);

    /// <summary>What asks for sharding, as a clause; null for none.</summary>
    public string? Reason { get; }

    public static ShardingSetting Because(string reason) => new(reason);

    public static ShardingSetting OfStage(int stage, string where) => stage > 0 ? Because($"{where} is {stage}") : None;

    public ShardingSetting Or(ShardingSetting next) => _isSet ? this : next;
}
