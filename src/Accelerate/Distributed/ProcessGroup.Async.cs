using System.Runtime.CompilerServices;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    private static readonly Func<NativeWork, Tensor> TakeTensor = static work => Tensor.UnsafeCreateTensor(work.Result());
    private static readonly Func<NativeWork, Tensor?> TakeTensorOrNull = static work => work.Result() is var handle and not 0 ? Tensor.UnsafeCreateTensor(handle) : null;

    /// <summary>Begins to combine the tensors of all ranks, which have one shape and type, in place.</summary>
    /// <param name="tensor">A tensor of any shape and type.</param>
    /// <param name="operation">How they are combined.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way.</returns>
    /// <exception cref="ArgumentException">The type has no such operation: a mean of integers, the least of complex numbers.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work AllReduceAsync(Tensor tensor, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var collective = Begin("all-reduce", file, line, tensor, (int)operation);
        return Start(collective, static (group, call) => group.AllReduce(call.Tensor, (NativeReduction)call.Number), new(tensor, null, (int)operation));
    }

    /// <summary>Begins to copy the tensor of one rank to all, in place.</summary>
    /// <param name="tensor">A tensor of the same shape and type on all ranks.</param>
    /// <param name="source">The rank whose tensor it is.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way.</returns>
    /// <exception cref="ArgumentException">There is no such rank.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work BroadcastAsync(Tensor tensor, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var collective = Begin("broadcast", file, line, tensor, source);
        return Start(collective, static (group, call) => group.Broadcast(call.Tensor, call.Number), new(tensor, null, source));
    }

    /// <summary>Begins to put the tensors of all ranks one after another.</summary>
    /// <param name="tensor">A tensor of shape [n, …], the same on all ranks; one of no dimensions counts as one row.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way, which makes a tensor of shape [<see cref="Size"/> × n, …].</returns>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work<Tensor> AllGatherAsync(Tensor tensor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var collective = Begin("all-gather", file, line, tensor);
        return Start(collective, static (group, call) => group.AllGather(call.Tensor), new(tensor), TakeTensor);
    }

    /// <summary>Begins to put the tensors of all ranks one after another on one of them.</summary>
    /// <param name="tensor">A tensor of shape [n, …], the same on all ranks; one of no dimensions counts as one row.</param>
    /// <param name="destination">The rank that gets them.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way, which makes a tensor of shape [<see cref="Size"/> × n, …] on the destination and none elsewhere.</returns>
    /// <exception cref="ArgumentException">There is no such rank.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work<Tensor?> GatherAsync(Tensor tensor, int destination = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var collective = Begin("gather", file, line, tensor, destination);
        return Start(collective, static (group, call) => group.Gather(call.Tensor, call.Number), new(tensor, null, destination), TakeTensorOrNull);
    }

    /// <summary>Begins to split a tensor of one rank among all.</summary>
    /// <param name="output">Gets this rank's part; of shape [n, …], the same on all ranks.</param>
    /// <param name="input">On the source the tensor to split, of shape [<see cref="Size"/> × n, …]; null elsewhere.</param>
    /// <param name="source">The rank whose tensor is split.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way.</returns>
    /// <exception cref="ArgumentException">There is no such rank, or the input is missing on it or does not fit.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work ScatterAsync(Tensor output, Tensor? input, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(output);
        var collective = Begin("scatter", file, line, output, source);
        return Start(collective, static (group, call) => group.Scatter(call.Tensor, call.Second, call.Number), new(output, input, source));
    }

    /// <summary>Begins to combine the tensors of all ranks and to leave each its part.</summary>
    /// <param name="tensor">A tensor of shape [<see cref="Size"/> × n, …], the same on all ranks.</param>
    /// <param name="operation">How they are combined.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way, which makes a tensor of shape [n, …].</returns>
    /// <exception cref="ArgumentException">The first dimension cannot be split evenly, or the type has no such operation.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work<Tensor> ReduceScatterAsync(Tensor tensor, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var collective = Begin("reduce-scatter", file, line, tensor, (int)operation);
        return Start(collective, static (group, call) => group.ReduceScatter(call.Tensor, (NativeReduction)call.Number), new(tensor, null, (int)operation), TakeTensor);
    }

    /// <summary>Begins to give each rank some rows and to take some from each.</summary>
    /// <param name="tensor">The rows to give, in the order of ranks: a tensor of shape [rows, …].</param>
    /// <param name="inputRows">How many rows each rank gets, which make up the first dimension; null for equal parts.</param>
    /// <param name="outputRows">How many rows each rank gives to this one, for a check; null to be told by the ranks.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The collective under way, which makes a tensor of the rows taken, in the order of ranks.</returns>
    /// <remarks>Where counts are given they are exchanged first, in a collective of its own that is waited for.</remarks>
    /// <exception cref="ArgumentException">The counts do not fit the tensor or the number of ranks.</exception>
    /// <exception cref="CollectiveMismatchException">The ranks give other numbers of rows than are expected.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work<Tensor> AllToAllAsync(Tensor tensor, long[]? inputRows = null, long[]? outputRows = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var (given, taken) = inputRows is null && outputRows is null ? ([], []) : ExchangeRows(tensor, inputRows, outputRows, file, line);
        var collective = Begin("all-to-all", file, line, tensor, rowsMayDiffer: given.Length > 0);
        return Start(collective, (group, call) => group.AllToAll(call.Tensor, given, taken), new(tensor), TakeTensor);
    }

    /// <summary>Tells each rank how many rows it is given: a backend may end the process where the counts of two ranks do not fit.</summary>
    private (long[] Given, long[] Taken) ExchangeRows(Tensor tensor, long[]? inputRows, long[]? outputRows, string file, int line)
    {
        var rows = tensor.dim() == 0 ? 0 : tensor.shape[0];
        if (inputRows is null || inputRows.Length != Size || inputRows.Sum() != rows || inputRows.Any(count => count < 0))
        {
            throw new ArgumentException($"An all-to-all of uneven parts needs {Size} counts of rows to give, one for each rank, which make up the first dimension of [{string.Join(", ", tensor.shape)}]; "
                + $"found {(inputRows is null ? "none" : $"[{string.Join(", ", inputRows)}]")}.", nameof(inputRows));
        }
        using var counts = TorchSharp.torch.tensor(inputRows);
        using var exchanged = AllToAllAsync(counts, null, null, file, line).Wait();
        var taken = exchanged.data<long>().ToArray();
        if (outputRows is null || outputRows.SequenceEqual(taken))
            return (inputRows, taken);
        int[] diverging = [.. Enumerable.Range(0, Size).Where(rank => rank >= outputRows.Length || outputRows[rank] != taken[rank])];
        throw Fail(new("all-to-all", _collectives, new(file, line)), new CollectiveMismatchException(
            $"On rank {Rank} the all-to-all at {new CallSite(file, line)} expects [{string.Join(", ", outputRows)}] rows of the ranks, but they give [{string.Join(", ", taken)}].",
            new("all-to-all", _collectives, new(file, line)), diverging));
    }

    /// <summary>Begins to send a tensor to one rank, which receives it. Sends and receives of one pair and tag match in their order.</summary>
    /// <param name="tensor">A tensor of any shape and type.</param>
    /// <param name="destination">The rank that receives it; not this one.</param>
    /// <param name="tag">Tells messages apart that may overtake each other; the receiver gives the same one.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The message under way.</returns>
    /// <exception cref="ArgumentException">There is no such other rank, or the tag is negative.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work SendAsync(Tensor tensor, int destination, int tag = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(tag);
        return Start(BeginMessage("send", destination, file, line), static (group, call) => group.Send(call.Tensor, call.Number, call.Tag), new(tensor, null, destination, tag));
    }

    /// <summary>Begins to receive a tensor that one rank sends, in place.</summary>
    /// <param name="tensor">A tensor of the shape and type that is sent.</param>
    /// <param name="source">The rank that sends it; not this one.</param>
    /// <param name="tag">The tag that it was sent with.</param>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The message under way.</returns>
    /// <exception cref="ArgumentException">There is no such other rank, or the tag is negative.</exception>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work ReceiveAsync(Tensor tensor, int source, int tag = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(tag);
        return Start(BeginMessage("receive", source, file, line), static (group, call) => group.Receive(call.Tensor, call.Number, call.Tag), new(tensor, null, source, tag));
    }

    /// <summary>Begins a barrier, which ends when all ranks have called it.</summary>
    /// <param name="file">The compiler fills it in.</param>
    /// <param name="line">The compiler fills it in.</param>
    /// <returns>The barrier under way.</returns>
    /// <exception cref="CollectiveException">The group is dead.</exception>
    public Work BarrierAsync([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var collective = Begin("barrier", file, line, null);
        return Start(collective, static (group, _) => group.Barrier(), default);
    }

    /// <summary>An all-gather under another name, which says what it is for.</summary>
    internal Work<Tensor> AllGatherAs(string name, Tensor tensor, CallSite site) =>
        Start(Begin(name, site.File, site.Line, tensor), static (group, call) => group.AllGather(call.Tensor), new(tensor), TakeTensor);

    /// <summary>A sum under another name, which says what it is for.</summary>
    internal Work SumAs(string name, Tensor tensor, CallSite site) =>
        Start(Begin(name, site.File, site.Line, tensor), static (group, call) => group.AllReduce(call.Tensor, NativeReduction.Sum), new(tensor));

    private Work Start(Collective collective, Func<NativeGroup, NativeCall, NativeWork> issue, NativeCall call) =>
        new(this, collective, Issue(collective, issue, call));

    private Work<T> Start<T>(Collective collective, Func<NativeGroup, NativeCall, NativeWork> issue, NativeCall call, Func<NativeWork, T> take) =>
        new(this, collective, Issue(collective, issue, call), take);

    private NativeWork Issue(Collective collective, Func<NativeGroup, NativeCall, NativeWork> issue, NativeCall call)
    {
        try
        {
            var work = issue(Native, call);
            call.KeepAlive();
            return work;
        }
        catch (TorchException exception)
        {
            throw Fail(collective, exception);
        }
    }

    /// <summary>What a collective is called with.</summary>
    private readonly struct NativeCall(Tensor tensor, Tensor? second = null, int number = 0, int tag = 0)
    {
        public nint Tensor => tensor.Handle;

        public nint Second => second?.Handle ?? 0;

        public int Number => number;

        public int Tag => tag;

        public void KeepAlive()
        {
            GC.KeepAlive(tensor);
            GC.KeepAlive(second);
        }
    }
}
