using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Puts the tensors of all processes one after another along the first dimension, in the order of their ranks.</summary>
    /// <param name="tensor">A tensor of shape [n, …], the same on every process, or of no dimensions, which counts as one row.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>
    /// A tensor of shape [n × <see cref="NumProcesses"/>, …] outside the autograd graph, the caller's to dispose; with one process it shares the
    /// values of <paramref name="tensor"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The processes have different shapes or types, or make different calls; the message says which has which.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Gather(Tensor tensor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Group is { } group ? Together(group, nameof(Gather), Checked(tensor), false, TensorCollectives.Gather, file, line) : OneRow(Checked(tensor));

    /// <summary>Gathers each tensor of a value as <see cref="Gather(Tensor, string, int)"/> does.</summary>
    /// <typeparam name="T">A <see cref="BatchAttribute">[Batch]</see> type, or an array, list, dictionary or tuple of tensors or of such values, nested at any depth.</typeparam>
    /// <param name="value">A value of the same form on every process.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>A value of the same form with the gathered tensors.</returns>
    /// <exception cref="NotSupportedException">The value holds something that is no tensor and no such value.</exception>
    /// <inheritdoc cref="Gather(Tensor, string, int)" path="/exception"/>
    public T Gather<T>(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Group is { } group ? Together(group, nameof(Gather), Checked(value), false, TensorCollectives.Gather, file, line) : TensorTree.Map(Checked(value), OneRow);

    /// <summary>
    /// Gathers what a metric is computed from: every sample exactly once, in order. A tensor with a row for each sample of the current batch loses
    /// the rows that only fill the batch up, and may be shorter on some processes; a number or another tensor is gathered as it is. A tensor that
    /// has as many rows by accident is taken for samples: gather one number per class, say, with <see cref="Gather(Tensor, string, int)"/>.
    /// </summary>
    /// <param name="tensor">A tensor of shape [samples, …], or any other of the same shape on every process.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>As of <see cref="Gather(Tensor, string, int)"/>.</returns>
    /// <inheritdoc cref="Gather(Tensor, string, int)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public Tensor GatherForMetrics(Tensor tensor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Group is { } group ? Together(group, MetricsOperation, Checked(tensor), true, TensorCollectives.Gather, file, line) : OneRow(WithoutFill(Checked(tensor)));

    /// <summary>Gathers each tensor of a value, such as predictions and labels, as <see cref="GatherForMetrics(Tensor, string, int)"/> does.</summary>
    /// <inheritdoc cref="Gather{T}(T, string, int)"/>
    public T GatherForMetrics<T>(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Group is { } group ? Together(group, MetricsOperation, Checked(value), true, TensorCollectives.Gather, file, line)
            : TensorTree.Map(Checked(value), tensor => OneRow(WithoutFill(tensor)));

    /// <summary>Combines the tensors of all processes, element by element. Every process gets the same numbers.</summary>
    /// <param name="tensor">A tensor of the same shape on every process.</param>
    /// <param name="operation">What they are combined to; with one process that is the tensor.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>
    /// A tensor of the same shape outside the autograd graph, the caller's to dispose; with one process it shares the values of <paramref name="tensor"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="operation"/> is no value of <see cref="ReduceOp"/>.</exception>
    /// <exception cref="ArgumentException">The mean of whole numbers or truth values is asked for, or the smallest or largest of complex numbers.</exception>
    /// <inheritdoc cref="Gather(Tensor, string, int)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public Tensor Reduce(Tensor tensor, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduce<Tensor>(tensor, operation, file, line);

    /// <summary>Combines each tensor of a value as <see cref="Reduce(Tensor, ReduceOp, string, int)"/> does.</summary>
    /// <param name="value">A value of the same form on every process.</param>
    /// <param name="operation">What the tensors are combined to.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="Gather{T}(T, string, int)"/>
    /// <inheritdoc cref="Reduce(Tensor, ReduceOp, string, int)" path="/exception"/>
    public T Reduce<T>(T value, ReduceOp operation = ReduceOp.Sum, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!Enum.IsDefined(operation))
            throw new ArgumentOutOfRangeException(nameof(operation), operation, "The operation is Sum, Mean, Minimum, Maximum or Product.");
        TensorTree.Map(Checked(value), tensor => Reducible(tensor, operation));
        return Group is { } group
            ? Together(group, $"{nameof(Reduce)} to the {operation}", value, false, (_, messages, tensors, _, _) => TensorCollectives.Reduce(group, messages, tensors, operation, file, line), file, line)
            : TensorTree.Map(value, tensor => tensor.detach());
    }

    /// <summary>Gives every process the tensor of one of them.</summary>
    /// <param name="tensor">The tensor; on the others one on the device that the result is wanted on, of any shape, or null for <see cref="Device"/>.</param>
    /// <param name="source">The rank that has it.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>A tensor outside the autograd graph, the caller's to dispose; on the source it shares the values of <paramref name="tensor"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null on the source.</exception>
    /// <exception cref="InvalidOperationException">The processes make different calls.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Broadcast(Tensor? tensor, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (tensor is null && ProcessIndex != source)
        {
            using var place = empty(0, device: Device);
            return Broadcast<Tensor>(place, source, file, line);
        }
        return Broadcast<Tensor>(tensor!, source, file, line);
    }

    /// <summary>Gives every process the tensors of one of them.</summary>
    /// <param name="value">The tensors; on the others a value of the same form, whose tensors may have any shape.</param>
    /// <param name="source">The rank that has them.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="Gather{T}(T, string, int)"/>
    /// <inheritdoc cref="Broadcast(Tensor, int, string, int)" path="/exception"/>
    public T Broadcast<T>(T value, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Checked(value);
        RequireRank(source);
        return Group is { } group
            ? Together(group, $"{nameof(Broadcast)} from rank {source}", value, false, (_, messages, tensors, _, _) => TensorCollectives.Broadcast(group, messages, tensors, source, file, line), file, line)
            : TensorTree.Map(value, tensor => tensor.detach());
    }

    /// <summary>Fills tensors up to the largest size that a dimension has on any process, so that they can be gathered.</summary>
    /// <param name="tensor">A tensor with the same number of dimensions on every process; one without the dimension stays as it is.</param>
    /// <param name="dim">The dimension; a negative one counts from the last.</param>
    /// <param name="padIndex">The value to fill up with.</param>
    /// <param name="padFirst">Whether to fill up before the values rather than after them.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>A tensor outside the autograd graph, the caller's to dispose; it shares the values of <paramref name="tensor"/> where nothing was missing.</returns>
    /// <inheritdoc cref="Gather(Tensor, string, int)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public Tensor PadAcrossProcesses(Tensor tensor, int dim = 0, double padIndex = 0, bool padFirst = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        PadAcrossProcesses<Tensor>(tensor, dim, padIndex, padFirst, file, line);

    /// <summary>Fills each tensor of a value up as <see cref="PadAcrossProcesses(Tensor, int, double, bool, string, int)"/> does.</summary>
    /// <param name="value">A value of the same form on every process.</param>
    /// <param name="dim">The dimension; a negative one counts from the last.</param>
    /// <param name="padIndex">The value to fill up with.</param>
    /// <param name="padFirst">Whether to fill up before the values rather than after them.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <inheritdoc cref="Gather{T}(T, string, int)"/>
    public T PadAcrossProcesses<T>(T value, int dim = 0, double padIndex = 0, bool padFirst = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Group is { } group
            ? Together(group, nameof(PadAcrossProcesses), Checked(value), false, (_, messages, tensors, _, _) => TensorCollectives.Pad(messages, tensors, dim, padIndex, padFirst), file, line, withData: false)
            : TensorTree.Map(Checked(value), tensor => tensor.detach());

    /// <summary>The call as other processes hear of it: one that is at another batch, since its loop has more or fewer of them, makes another call.</summary>
    private string MetricsOperation => ActiveEnumeration is { } batch ? $"{nameof(GatherForMetrics)} of batch {batch.Position}" : nameof(GatherForMetrics);

    private T Together<T>(
        ProcessGroup group, string operation, T value, bool ofSamples, Func<ProcessGroup, RankMessage[], IReadOnlyList<Tensor>, string, int, Tensor[]> collective, string file, int line, bool withData = true)
    {
        using var scope = NewDisposeScope();
        var tensors = TensorTree.Leaves(value);
        var validRows = ofSamples ? tensors.ConvertAll(tensor => tensor.dim() > 0 ? ValidAmong(tensor.shape[0]) : null) : null;
        var results = collective(group, Exchange.Messages(group, operation, TensorTree.Form(value), tensors, validRows, withData, file, line), tensors, file, line);
        foreach (var result in results)
            result.MoveToOuterDisposeScope();
        return TensorTree.With(value, results);
    }

    /// <summary>How many of some rows, from the first on, are samples of the current batch in their turn; null where they are not its samples.</summary>
    internal long? ValidAmong(long rows) => ActiveEnumeration switch
    {
        { Rows: { } own } batch => own == rows ? batch.ValidRows ?? rows : null,
        // A batch of unknown size: as a whole it either counts, or fills the last round up.
        { ValidRows: { } none } => none,
        _ => null,
    };

    private T Checked<T>(T value)
    {
        ThrowIfDisposed();
        if (value is null)
            throw new ArgumentNullException(nameof(value), "There is nothing to send: the value is null.");
        return value;
    }

    private void RequireRank(int rank, [CallerArgumentExpression(nameof(rank))] string parameter = "")
    {
        if (rank < 0 || rank >= NumProcesses)
            throw new ArgumentOutOfRangeException(parameter, rank, $"There is no process {rank}: ranks go from 0 to {NumProcesses - 1}.");
    }

    /// <summary>A tensor without the rows that only fill the current batch up.</summary>
    internal Tensor WithoutFill(Tensor tensor) =>
        tensor.dim() > 0 && ValidAmong(tensor.shape[0]) is { } valid && valid < tensor.shape[0] ? tensor.narrow(0, 0, valid) : tensor;

    private static Tensor OneRow(Tensor tensor)
    {
        if (tensor.dim() > 0)
            return tensor.detach();
        using var detached = tensor.detach();
        return detached.reshape(1);
    }

    private static Tensor Reducible(Tensor tensor, ReduceOp operation) => operation switch
    {
        ReduceOp.Mean when !tensor.is_floating_point() && !tensor.is_complex() =>
            throw new ArgumentException($"The mean of {tensor.dtype} was asked for, which has no fractions. Convert the tensor first: `tensor.to(ScalarType.Float32)`.", nameof(operation)),
        ReduceOp.Minimum or ReduceOp.Maximum when tensor.is_complex() =>
            throw new ArgumentException($"The {operation} of complex numbers was asked for, which have no order. Reduce their absolute values.", nameof(operation)),
        _ => tensor,
    };
}
