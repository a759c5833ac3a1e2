using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    /// <summary>Compares what the ranks are about to do, as debug mode does before each collective.</summary>
    /// <exception cref="CollectiveMismatchException">They are about to do different things; all ranks are told.</exception>
    private void Agree(Collective collective, Tensor? tensor, int parameter, bool rowsMayDiffer)
    {
        var bytes = new byte[Agreement.Length];
        Agreement.Of(collective, tensor, parameter, rowsMayDiffer).Write(bytes);
        Agreement[] all;
        using (var own = TorchSharp.torch.tensor(bytes, dtype: ScalarType.Byte))
        {
            using var gathered = Start(collective, static (group, call) => group.AllGather(call.Tensor), new(own), TakeTensor).Wait();
            var data = gathered.data<byte>().ToArray();
            all = [.. Enumerable.Range(0, Size).Select(rank => Agreement.Read(data.AsSpan(rank * Agreement.Length, Agreement.Length)))];
        }
        // What most ranks do is right; of two kinds as frequent, what rank 0 or the lowest rank does.
        var kinds = new List<List<int>>();
        for (var rank = 0; rank < Size; rank++)
        {
            if (kinds.Find(kind => all[kind[0]].FitsWith(all[rank])) is { } known)
                known.Add(rank);
            else
                kinds.Add([rank]);
        }
        if (kinds.Count == 1)
            return;
        var expected = kinds.MaxBy(kind => kind.Count)!;
        int[] diverging = [.. kinds.Where(kind => kind != expected).SelectMany(kind => kind).Order()];
        var who = string.Concat(Enumerable.Range(0, Size).Select(rank => $"\n  rank {rank}: {all[rank]}"));
        throw Fail(collective, new CollectiveMismatchException(
            $"The ranks do not call the same collective #{collective.Number}: {Rendezvous.Ranks(diverging)} diverge{(diverging.Length == 1 ? "s" : "")} from {Rendezvous.Ranks(expected)}. "
            + $"All ranks have to call the same ones in the same order, with tensors of the same shape and type.{who}", collective, diverging));
    }
}
