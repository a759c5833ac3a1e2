namespace Accelerate.Build.Benchmarks;

/// <summary>Two builds of the same program, one right after the other.</summary>
internal readonly record struct BuildPair(BuildTime With, BuildTime Without);
