using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    /// <summary>Combines the tensors of all ranks, which have one shape and type, in place.</summary>
    /// <inheritdoc cref="AllReduceAsync"/>
    public void AllReduce(Tensor tensor, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        AllReduceAsync(tensor, operation, file, line).Wait();

    /// <summary>Copies the tensor of one rank to all, in place.</summary>
    /// <inheritdoc cref="BroadcastAsync"/>
    public void Broadcast(Tensor tensor, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        BroadcastAsync(tensor, source, file, line).Wait();

    /// <summary>Puts the tensors of all ranks, which have one shape and type, one after another.</summary>
    /// <returns>A tensor of shape [<see cref="Size"/> × n, …], the caller's to dispose.</returns>
    /// <inheritdoc cref="AllGatherAsync"/>
    public Tensor AllGather(Tensor tensor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => AllGatherAsync(tensor, file, line).Wait();

    /// <summary>As <see cref="AllGather"/>, on one rank only.</summary>
    /// <returns>A tensor of shape [<see cref="Size"/> × n, …] on the destination, the caller's to dispose; null elsewhere.</returns>
    /// <inheritdoc cref="GatherAsync"/>
    public Tensor? Gather(Tensor tensor, int destination = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        GatherAsync(tensor, destination, file, line).Wait();

    /// <summary>Splits a tensor of one rank among all.</summary>
    /// <inheritdoc cref="ScatterAsync"/>
    public void Scatter(Tensor output, Tensor? input, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ScatterAsync(output, input, source, file, line).Wait();

    /// <summary>Combines the tensors of all ranks, of shape [<see cref="Size"/> × n, …], and leaves each rank its part.</summary>
    /// <returns>A tensor of shape [n, …], the caller's to dispose.</returns>
    /// <inheritdoc cref="ReduceScatterAsync"/>
    public Tensor ReduceScatter(Tensor tensor, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ReduceScatterAsync(tensor, operation, file, line).Wait();

    /// <summary>Gives each rank some rows and takes some from each.</summary>
    /// <returns>The rows taken, in the order of ranks, the caller's to dispose.</returns>
    /// <inheritdoc cref="AllToAllAsync"/>
    public Tensor AllToAll(Tensor tensor, long[]? inputRows = null, long[]? outputRows = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        AllToAllAsync(tensor, inputRows, outputRows, file, line).Wait();

    /// <summary>Sends a tensor to one rank, which receives it.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public void Send(Tensor tensor, int destination, int tag = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        SendAsync(tensor, destination, tag, file, line).Wait();

    /// <summary>Receives a tensor that one rank sends, in place.</summary>
    /// <inheritdoc cref="ReceiveAsync"/>
    public void Receive(Tensor tensor, int source, int tag = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ReceiveAsync(tensor, source, tag, file, line).Wait();

    /// <summary>Waits until all ranks have called it.</summary>
    /// <inheritdoc cref="BarrierAsync"/>
    public void Barrier([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => BarrierAsync(file, line).Wait();
}
