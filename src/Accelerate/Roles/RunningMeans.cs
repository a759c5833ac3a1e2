using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Means by name over what every process adds. Each keeps sums of its own, on the device that the values are on; they are read and put together
/// when the means are taken, so that adding costs no communication and processes may add different numbers of values.
/// </summary>
internal sealed class RunningMeans : IDisposable
{
    private readonly Dictionary<string, Sum> _sums = [];

    /// <summary>Adds values.</summary>
    /// <param name="name">The name of the mean.</param>
    /// <param name="values">The values; or their mean, where <paramref name="weight"/> is not 1.</param>
    /// <param name="weight">How many values each one stands for.</param>
    public void Add(string name, Tensor values, long weight = 1)
    {
        if (!_sums.TryGetValue(name, out var sum))
            // The caller's dispose scope ends with the batch.
            _sums.Add(name, sum = new(zeros([], ScalarType.Float64, values.device).DetachFromDisposeScope()));
        sum.Count += values.numel() * weight;
        using var detached = values.detach();
        if (values.numel() == 1 && values.is_floating_point())
        {
            using var single = detached.reshape([]);
            sum.Total.add_(single, weight);
            return;
        }
        using var total = detached.sum(ScalarType.Float64);
        sum.Total.add_(total, weight);
    }

    /// <summary>The means over all processes, in the order their names were first seen, and a new beginning.</summary>
    public KeyValuePair<string, double>[] Take(Accelerator accelerator, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        MeanShare[] own = [.. _sums.Select(sum => new MeanShare(sum.Key, sum.Value.Total.ToDouble(), sum.Value.Count))];
        Dispose();
        var shares = accelerator.NumProcesses == 1 ? own : accelerator.GatherObject(own, CollectiveJson.Default.MeanShareArray, file, line).SelectMany(share => share);
        return [.. shares.GroupBy(share => share.Name).Select(mean => KeyValuePair.Create(mean.Key, mean.Sum(share => share.Sum) / mean.Sum(share => share.Count)))];
    }

    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            sum.Total.Dispose();
        _sums.Clear();
    }

    private sealed class Sum(Tensor total)
    {
        public Tensor Total { get; } = total;

        public long Count { get; set; }
    }
}
