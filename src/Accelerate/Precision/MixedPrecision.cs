namespace Accelerate;

/// <summary>The type of number that the operators of a prepared model compute in. Weights and gradients stay as they are.</summary>
public enum MixedPrecision
{
    /// <summary>Every operator computes in the type of its inputs.</summary>
    No,

    /// <summary>IEEE half precision. It needs loss scaling and is refused by this version.</summary>
    FP16,

    /// <summary>bfloat16: the range of fp32 with 8 bits of precision.</summary>
    BF16,
}
