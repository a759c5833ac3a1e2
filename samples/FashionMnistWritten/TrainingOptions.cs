using Accelerate;

namespace Samples;

/// <summary>What can be chosen about a run, with defaults that reach 91 % on two cores in well under three minutes.</summary>
internal sealed record TrainingOptions
{
    public int Epochs { get; init; } = 4;

    public int BatchSize { get; init; } = 64;

    public double LearningRate { get; init; } = 3e-3;

    public double WeightDecay { get; init; } = 0.01;

    public double Dropout { get; init; } = 0.1;

    public int GradientAccumulationSteps { get; init; } = 1;

    public MixedPrecision MixedPrecision { get; init; } = MixedPrecision.No;

    public int Seed { get; init; } = 42;

    public int Threads { get; init; }

    public string DataDirectory { get; init; } = "/usr/share/datasets/fashion-mnist";

    public string OutputDirectory { get; init; } = "artifacts/fashion-mnist";
}
