using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Usage;

/// <summary>A function that trains with an accelerator constructed elsewhere.</summary>
/// <param name="method">The function that receives or captures it.</param>
/// <param name="use">What becomes of it there.</param>
internal sealed class TrainingFunction(IMethodSymbol method, TrainingUse use)
{
    public IMethodSymbol Method => method;

    /// <summary>What to call the function that trains: this one, or one that it hands the accelerator on to.</summary>
    public string Name => use.Function;

    /// <summary>Whether it does all of a training; a part of one is a helper of the method that holds the loop.</summary>
    public bool IsComplete => use.Calls == (TrainingCalls.Prepare | TrainingCalls.Step);

    /// <summary>Whether it may only prepare things for its caller.</summary>
    public bool IsPreparation => use.Calls == TrainingCalls.Prepare && !method.ReturnsVoid && method.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 };
}
