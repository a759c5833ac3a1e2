namespace Accelerate.Roles;

/// <summary>What the attribute of the class says about its runs.</summary>
internal sealed record RunDefaults(string? Description, int Epochs, double MaxGradientNorm, int Seed, int? ZeroStage, bool SyncBatchNorm, string OutputDirectory);
