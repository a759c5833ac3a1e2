using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Sends numbers that are no tensors.</summary>
internal static class ProcessGroupNumbers
{
    /// <summary>Gives every rank the numbers of one.</summary>
    /// <param name="group">The group.</param>
    /// <param name="numbers">On the sending rank what it sends; on the others as many, of any value.</param>
    /// <param name="source">The sending rank.</param>
    /// <returns>The numbers of the sending rank.</returns>
    public static long[] BroadcastNumbers(this ProcessGroup group, long[] numbers, int source)
    {
        if (numbers.Length == 0)
            return numbers;
        using var scope = NewDisposeScope();
        var sent = tensor(numbers).to(group.DataDevice);
        group.Broadcast(sent, source);
        return group.Rank == source ? numbers : sent.cpu().data<long>().ToArray();
    }
}
