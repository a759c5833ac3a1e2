namespace Accelerate.OperatorGenerator.Model;

/// <summary>The kinds of result a method can have.</summary>
public enum ResultKind
{
    Void,
    Tensor,
    TensorTuple,
    TensorList,
    Bool,
    Int64,
    Double,
}
