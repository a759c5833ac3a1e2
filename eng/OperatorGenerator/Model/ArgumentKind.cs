namespace Accelerate.OperatorGenerator.Model;

/// <summary>How an argument is handed over to libtorch.</summary>
public enum ArgumentKind
{
    /// <summary>By value: a number, Boolean, scalar, data type, device or generator.</summary>
    Value,

    /// <summary>A tensor's handle.</summary>
    Tensor,

    /// <summary>The absent value.</summary>
    None,

    /// <summary>The default of the operator's schema.</summary>
    Default,

    /// <summary>Text, as UTF-8.</summary>
    Text,

    /// <summary>A pinned array of integers.</summary>
    Int64Array,

    /// <summary>A pinned span of integers.</summary>
    Int64Span,

    /// <summary>A pinned array of doubles.</summary>
    DoubleArray,

    /// <summary>A pinned array of Booleans.</summary>
    BoolArray,

    /// <summary>Tensors in an array, a list, a span or anything enumerable.</summary>
    TensorList,
}
