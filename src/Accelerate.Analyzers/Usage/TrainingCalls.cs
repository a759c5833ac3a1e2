namespace Accelerate.Analyzers.Usage;

/// <summary>The calls on an accelerator that make the function around them a training function.</summary>
[Flags]
internal enum TrainingCalls
{
    None = 0,
    Prepare = 1,

    /// <summary>Backward or Accumulate.</summary>
    Step = 2,
}
