namespace Accelerate.Analyzers.Usage;

/// <summary>What becomes of an accelerator that a function receives.</summary>
/// <param name="calls">The calls that make it a training, by the function or by others that it hands the accelerator on to.</param>
/// <param name="function">The name of the function that trains with it.</param>
internal readonly struct TrainingUse(TrainingCalls calls, string function)
{
    public TrainingCalls Calls { get; } = calls;

    public string Function { get; } = function;
}
