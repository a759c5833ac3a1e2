using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Usage;

/// <summary>A function that trains with an accelerator constructed elsewhere.</summary>
internal sealed class TrainingFunction(IMethodSymbol method, TrainingCalls calls)
{
    public IMethodSymbol Method => method;

    public string Name => method.MethodKind == MethodKind.AnonymousFunction ? "the lambda" : $"'{method.Name}'";

    /// <summary>Whether it does all of a training; a part of one is a helper of the method that holds the loop.</summary>
    public bool IsComplete => calls == (TrainingCalls.Prepare | TrainingCalls.Step);

    /// <summary>Whether it may only prepare things for its caller.</summary>
    public bool IsPreparation => calls == TrainingCalls.Prepare && !method.ReturnsVoid && method.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 };
}
