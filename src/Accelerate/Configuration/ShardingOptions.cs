namespace Accelerate;

/// <summary>How a model is divided among processes, in the manner of ZeRO (Rajbhandari et al., "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models", 2020).</summary>
public sealed record ShardingOptions
{
    /// <summary>What is divided: 1 the optimizer's state, 2 the gradients as well, 3 the parameters too; 0 nothing, whatever a configuration file says.</summary>
    /// <value>2 by default.</value>
    public int ZeroStage { get; init; } = 2;
}
