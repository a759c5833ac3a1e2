namespace Accelerate.Native;

/// <summary>How the elements of several ranks become one.</summary>
public enum NativeReduction
{
    /// <summary>Their sum; of booleans, whether any is true.</summary>
    Sum,

    /// <summary>Their mean, for floating-point and complex types.</summary>
    Mean,

    /// <summary>The least, for types that have an order; of booleans, whether all are true.</summary>
    Minimum,

    /// <summary>The greatest, for types that have an order; of booleans, whether any is true.</summary>
    Maximum,

    /// <summary>Their product; of booleans, whether all are true.</summary>
    Product,
}
