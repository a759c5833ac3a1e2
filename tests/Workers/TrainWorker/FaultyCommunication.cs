using Accelerate;
using static TorchSharp.torch;

/// <summary>A fault in the middle of a collective or a message, which is large enough to have one.</summary>
internal static class FaultyCommunication
{
    private const long Elements = 48 << 20;

    /// <summary>Whether a stage is one of these.</summary>
    public static bool Has(string stage) => stage is "all-reduce" or "broadcast" or "message";

    /// <summary>Communicates with the other ranks: rank 1 broadcasts, or sends a message to rank 0.</summary>
    public static void Run(ProcessGroup group, FaultPoint fault)
    {
        using var values = group.Rank == 1 ? ones(Elements) : zeros(Elements);
        using var processes = group.AllGather(tensor(new[] { Environment.ProcessId }));
        // Several, since how soon a thread sees the first numbers come is up to the machine; an all-reduce takes longer and more memory.
        var works = Enumerable.Range(0, fault.Stage == "all-reduce" ? 1 : 8).Select(_ => Begin()).ToArray();
        // Rank 0 sees a broadcast or a message come in; how far an all-reduce is cannot be seen.
        var strikes = fault.Stage == "all-reduce" ? fault.IsHere : group.Rank == 0;
        if (strikes)
        {
            if (fault.Stage == "all-reduce")
                Thread.Sleep(20);
            else
                SpinWait.SpinUntil(() => values.data<float>()[0] != 0);
            if (works[^1].IsCompleted)
                throw new InvalidOperationException($"The {fault.Stage} has ended before its fault.");
            fault.Strike(processes[fault.Rank].item<int>());
        }
        foreach (var work in works)
            work.Wait();

        Work Begin() => fault.Stage switch
        {
            "broadcast" => group.BroadcastAsync(values, source: 1),
            "message" when group.Rank == 1 => group.SendAsync(values, destination: 0),
            "message" => group.ReceiveAsync(values, source: 1),
            _ => group.AllReduceAsync(values),
        };
    }
}
