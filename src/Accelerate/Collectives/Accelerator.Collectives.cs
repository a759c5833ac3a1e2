using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Puts the tensors of all processes one after another along the first dimension.</summary>
    /// <param name="tensor">A tensor of shape [n, …], or of no dimensions, which counts as one row.</param>
    /// <returns>
    /// A tensor of shape [n × <see cref="NumProcesses"/>, …] outside the autograd graph, the caller's to dispose; with one process it shares the
    /// values of <paramref name="tensor"/>.
    /// </returns>
    public Tensor Gather(Tensor tensor)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() > 0)
            return tensor.detach();
        using var detached = tensor.detach();
        return detached.reshape(1);
    }

    /// <summary>
    /// Gathers what a metric is computed from, without the samples that only fill up the last batch. With one process there are none of those.
    /// </summary>
    /// <param name="tensor">A tensor of shape [samples, …], or of no dimensions.</param>
    /// <returns>As of <see cref="Gather"/>.</returns>
    public Tensor GatherForMetrics(Tensor tensor) => Gather(tensor);

    /// <summary>Gathers two tensors, such as predictions and labels, as <see cref="GatherForMetrics(Tensor)"/> does one.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <returns>Both gathered, in the same order.</returns>
    public (Tensor First, Tensor Second) GatherForMetrics((Tensor First, Tensor Second) tensors) =>
        (GatherForMetrics(tensors.First), GatherForMetrics(tensors.Second));

    /// <summary>Combines the tensors of all processes, element by element.</summary>
    /// <param name="tensor">A tensor of the same shape on every process.</param>
    /// <param name="operation">Their sum or their mean, which with one process are both the tensor.</param>
    /// <returns>
    /// A tensor of the same shape outside the autograd graph, the caller's to dispose; with one process it shares the values of <paramref name="tensor"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="operation"/> is no value of <see cref="ReduceOp"/>.</exception>
    public Tensor Reduce(Tensor tensor, ReduceOp operation = ReduceOp.Sum)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(tensor);
        if (!Enum.IsDefined(operation))
            throw new ArgumentOutOfRangeException(nameof(operation), operation, "The operation is Sum or Mean.");
        return tensor.detach();
    }

    /// <summary>Writes a line to standard output, once on each machine.</summary>
    /// <param name="value">What to write.</param>
    public void Print(object? value)
    {
        ThrowIfDisposed();
        if (IsLocalMainProcess)
            Console.WriteLine(value);
    }

    /// <summary>Waits until every process has arrived here; with one process that is at once.</summary>
    public void WaitForEveryone() => ThrowIfDisposed();
}
