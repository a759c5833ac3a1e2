using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    /// <summary>Compares what the ranks are about to do, as debug mode does before each collective.</summary>
    /// <exception cref="CollectiveMismatchException">They are about to do different things; all ranks are told.</exception>
    private void Agree(Collective collective)
    {
        using var own = tensor(Agreement.Of(collective).ToBytes(), dtype: ScalarType.Byte);
        using var gathered = Start(collective, static (group, call) => group.AllGather(call.Tensor), new(own), TakeTensor).Wait();
        var bytes = gathered.data<byte>().ToArray();
        var all = Enumerable.Range(0, Size).Select(rank => Agreement.Read(bytes.AsSpan(rank * Agreement.Length, Agreement.Length))).ToArray();
        if (Agreement.Divergence(all) is { } found)
            throw Fail(collective, new CollectiveMismatchException(found.Message, collective, found.Ranks));
    }
}
