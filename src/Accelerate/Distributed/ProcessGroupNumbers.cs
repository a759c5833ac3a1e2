using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Sends numbers that are no tensors.</summary>
internal static class ProcessGroupNumbers
{
    extension(ProcessGroup group)
    {
        /// <summary>Where the tensors must be that the group sends.</summary>
        public Device DataDevice => group.Backend == "nccl" ? device(DeviceType.CUDA) : CPU;

        /// <summary>Gives every rank the numbers of one.</summary>
        /// <param name="numbers">On the sending rank what it sends; on the others as many, of any value.</param>
        /// <param name="source">The sending rank.</param>
        /// <returns>The numbers of the sending rank.</returns>
        public long[] BroadcastNumbers(long[] numbers, int source)
        {
            if (numbers.Length == 0)
                return numbers;
            using var scope = NewDisposeScope();
            var sent = tensor(numbers).to(group.DataDevice);
            group.Broadcast(sent, source);
            return group.Rank == source ? numbers : sent.cpu().data<long>().ToArray();
        }
    }
}
