namespace Accelerate.Cli.Diagnosing;

/// <summary>What the checks of a rank work with.</summary>
internal sealed class SelfTestContext(ProcessGroup? group, Func<string, string?> environment)
{
    /// <summary>The number of processes.</summary>
    public int Ranks => group?.Size ?? 1;

    /// <summary>The rank of this process.</summary>
    public int Rank => group?.Rank ?? 0;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment => environment;

    /// <summary>An accelerator that computes in full precision, whatever is configured, since the checks compare numbers.</summary>
    public Accelerator Create(int accumulation = 1, DataLoaderConfiguration? loader = null) =>
        new(new() { ProcessGroup = group, MixedPrecision = MixedPrecision.No, GradientAccumulationSteps = accumulation, DataLoader = loader ?? new() });
}
