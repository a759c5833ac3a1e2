using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>Finds the calls that make a function a training function.</summary>
internal static class TrainingCallFinder
{
    public static TrainingCalls CallNamed(string? method) => method switch
    {
        "Prepare" => TrainingCalls.Prepare,
        "Backward" or "Accumulate" => TrainingCalls.Step,
        _ => TrainingCalls.None,
    };

    /// <summary>What a reference to an accelerator is used to call.</summary>
    public static TrainingCalls CallOn(IOperation reference)
    {
        var operation = OperationTree.WithConversions(reference);
        return operation.Parent is IInvocationOperation call && call.Instance == operation ? CallNamed(call.TargetMethod.Name) : TrainingCalls.None;
    }
}
