using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Means over the samples of an epoch, by name. Values of all processes are gathered, without the samples that only fill up a last batch.
/// Sums stay on their device and are read when the epoch is over.
/// </summary>
public sealed class Metrics : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly Dictionary<string, Sum> _sums = [];

    internal Metrics(Accelerator accelerator) => _accelerator = accelerator;

    /// <summary>Adds values whose mean is wanted.</summary>
    /// <param name="name">The name that the mean is reported by, such as <c>top-5 accuracy</c>.</param>
    /// <param name="values">Numbers or truth values of shape [samples, …].</param>
    public void Mean(string name, Tensor values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        using var gathered = _accelerator.GatherForMetrics(values);
        Add(name, gathered, gathered.numel());
    }

    /// <summary>Adds a mean over some samples, such as the loss of a batch.</summary>
    /// <param name="name">The name that the mean is reported by.</param>
    /// <param name="mean">The mean, a tensor of one element.</param>
    /// <param name="samples">The number of samples in this process that it is the mean of.</param>
    public void Mean(string name, Tensor mean, long samples)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(mean);
        using var detached = mean.detach();
        using var sum = detached.to(ScalarType.Float64).mul_(samples);
        using var total = _accelerator.Reduce(sum);
        Add(name, total, samples * _accelerator.NumProcesses);
    }

    /// <summary>Adds predictions to the metric <c>accuracy</c>: the share of predictions that equal their labels.</summary>
    /// <param name="predictions">The predicted classes, of shape [samples, …].</param>
    /// <param name="labels">The right classes, of the same shape.</param>
    public void Accuracy(Tensor predictions, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (!predictions.shape.AsSpan().SequenceEqual(labels.shape))
            throw new ArgumentException(
                $"Predictions have shape [{string.Join(", ", predictions.shape)}] and labels [{string.Join(", ", labels.shape)}]. Give a class for each label: `logits.argmax(1)`.",
                nameof(predictions));
        using var equal = predictions.eq(labels);
        Mean("accuracy", equal);
    }

    /// <summary>Disposes the sums.</summary>
    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            sum.Total.Dispose();
        _sums.Clear();
    }

    /// <summary>The means, in the order their names were first seen, and a new beginning.</summary>
    internal IEnumerable<KeyValuePair<string, double>> Take()
    {
        KeyValuePair<string, double>[] means = [.. _sums.Select(sum => KeyValuePair.Create(sum.Key, sum.Value.Total.ToDouble() / sum.Value.Count))];
        Dispose();
        return means;
    }

    private void Add(string name, Tensor values, long count)
    {
        using var sum = values.sum(ScalarType.Float64);
        if (_sums.TryGetValue(name, out var known))
        {
            known.Total.add_(sum);
            known.Count += count;
            return;
        }
        // The caller's dispose scope ends with the batch.
        _sums.Add(name, new(sum.clone().DetachFromDisposeScope()) { Count = count });
    }

    private sealed class Sum(Tensor total)
    {
        public Tensor Total { get; } = total;

        public long Count { get; set; }
    }
}
