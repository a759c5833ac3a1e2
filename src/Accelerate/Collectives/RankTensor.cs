using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The form of a tensor that a rank brings to a collective.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="ValidRows">The number of its rows, from the first on, that are samples in their turn; null where rows are no samples.</param>
internal sealed record RankTensor(ScalarType Type, long[] Shape, long? ValidRows)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Whether two tensors have the same type and shape, except for the number of samples where the rows of both are samples.</summary>
    public bool Fits(RankTensor other)
    {
        var first = ValidRows.HasValue && other.ValidRows.HasValue ? 1 : 0;
        return Type == other.Type && Shape.Length == other.Shape.Length && Shape.AsSpan(first).SequenceEqual(other.Shape.AsSpan(first));
    }

    public override string ToString() => $"[{string.Join(", ", Shape)}] {Type}";
}
