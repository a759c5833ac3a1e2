using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Means over the samples of an epoch, by name: over those of all processes, without the samples that only fill up a last batch.
/// Sums are put together when the epoch is over; those of a GPU stay there until then.
/// </summary>
public sealed class Metrics : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly RunningMeans _means;

    internal Metrics(Accelerator accelerator)
    {
        _accelerator = accelerator;
        _means = new(staysOnDevice: accelerator.Device.type != DeviceType.CPU);
    }

    /// <summary>Adds values whose mean is wanted.</summary>
    /// <param name="name">The name that the mean is reported by, such as <c>top-5 accuracy</c>.</param>
    /// <param name="values">Numbers or truth values of shape [samples, …].</param>
    public void Mean(string name, Tensor values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        _means.Add(name, _accelerator.WithoutFill(values));
    }

    /// <summary>Adds a mean over some samples, such as the loss of a batch.</summary>
    /// <param name="name">The name that the mean is reported by.</param>
    /// <param name="mean">The mean, a tensor of one element.</param>
    /// <param name="samples">The number of samples in this process that it is the mean of; of a batch that is filled up, those in their turn count.</param>
    public void Mean(string name, Tensor mean, long samples)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(mean);
        _means.Add(name, mean, _accelerator.ValidAmong(samples) ?? samples);
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
    public void Dispose() => _means.Dispose();

    /// <summary>The means, in the order their names were first seen, and a new beginning.</summary>
    internal KeyValuePair<string, double>[] Take() => _means.Take(_accelerator);
}
