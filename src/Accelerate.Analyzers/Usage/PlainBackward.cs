using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>A backward pass that no accelerator knows of: <c>loss.backward(…)</c> or <c>torch.autograd.backward(loss, …)</c>.</summary>
internal sealed class PlainBackward
{
    private readonly IInvocationOperation _call;

    private PlainBackward(IInvocationOperation call, IOperation? loss)
    {
        _call = call;
        Loss = loss;
    }

    /// <summary>The tensor that it starts from; null where it starts from several, or how many cannot be told.</summary>
    public IOperation? Loss { get; }

    /// <summary>Whether it computes the gradients of chosen tensors, an input image for instance, which are not those that an optimizer will use.</summary>
    public bool ChoosesInputs => IsGiven("inputs");

    /// <summary>Whether it starts from given gradients, and not from the one of a loss.</summary>
    public bool StartsFromGradients => IsGiven("grad_tensors") || IsGiven("grad_tensor");

    public bool CreatesGraph => IsGiven("create_graph");

    /// <summary>The backward pass that a call is; null for any other call.</summary>
    public static PlainBackward? Of(IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.Name != "backward")
            return null;
        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Tensor))
            return new(call, call.Instance);
        return types.Autograd is not null && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Autograd)
            ? new(call, Only(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value, types))
            : null;
    }

    private static IOperation? Only(IOperation? tensors, KnownTypes types)
    {
        var value = tensors is null ? null : OperationTree.WithoutConversions(tensors);
        return value switch
        {
            ICollectionExpressionOperation { Elements.Length: 1 } list when list.Elements[0] is not ISpreadOperation => OperationTree.WithoutConversions(list.Elements[0]),
            IArrayCreationOperation { Initializer.ElementValues: { Length: 1 } elements } => OperationTree.WithoutConversions(elements[0]),
            _ => SymbolEqualityComparer.Default.Equals(value?.Type, types.Tensor) ? value : null,
        };
    }

    /// <summary>Whether an argument is given that is not what is meant without it.</summary>
    private bool IsGiven(string parameter) =>
        _call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter) is { IsImplicit: false } argument
        && OperationTree.WithoutConversions(argument.Value).ConstantValue is not { HasValue: true, Value: null or false };
}
