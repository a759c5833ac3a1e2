namespace Accelerate;

/// <summary>What rank 0 says before it sends the parts of a round.</summary>
/// <param name="Pass">The number of the pass over the loader.</param>
/// <param name="Kind">What follows.</param>
/// <param name="Rows">The number of samples in the round.</param>
/// <param name="RowsAfter">The number of samples in the round after it; 0 where this is the last one.</param>
/// <param name="FormLength">The length of the batch's form, which is sent next; 0 where it is that of the round before.</param>
internal readonly record struct DispatchHeader(long Pass, DispatchKind Kind, long Rows, long RowsAfter, long FormLength)
{
    public const int Length = 5;

    public long[] Encode() => [Pass, (long)Kind, Rows, RowsAfter, FormLength];

    public static DispatchHeader Decode(long[] numbers) => new(numbers[0], (DispatchKind)numbers[1], numbers[2], numbers[3], numbers[4]);
}
