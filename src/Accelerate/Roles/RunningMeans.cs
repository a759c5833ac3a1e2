using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Means by name over what every process adds. Each keeps sums of its own, which are put together when the means are taken, so that adding costs no
/// communication and processes may add different numbers of values.
/// </summary>
/// <param name="staysOnDevice">
/// Whether sums stay on the device that the values are on until the means are taken, because reading would wait for it. Where there is nothing to wait for,
/// reading a number costs less than an operator.
/// </param>
internal sealed class RunningMeans(bool staysOnDevice) : IDisposable
{
    private readonly Dictionary<string, Sum> _sums = [];

    /// <summary>Adds values.</summary>
    /// <param name="name">The name of the mean.</param>
    /// <param name="values">The values; or their mean, where <paramref name="weight"/> is not 1.</param>
    /// <param name="weight">How many values each one stands for.</param>
    public void Add(string name, Tensor values, long weight = 1)
    {
        if (!_sums.TryGetValue(name, out var sum))
            _sums.Add(name, sum = new());
        var count = values.numel();
        sum.Count += count * weight;
        if (!staysOnDevice)
        {
            using var number = count == 1 ? null : values.sum(ScalarType.Float64);
            sum.Read += (number ?? values).ToDouble() * weight;
            return;
        }
        using var detached = values.detach();
        using var total = count == 1 && values.is_floating_point() ? detached.reshape([]) : detached.sum(ScalarType.Float64);
        // The caller's dispose scope ends with the batch.
        sum.Unread ??= zeros([], ScalarType.Float64, values.device).DetachFromDisposeScope();
        sum.Unread.add_(total, weight);
    }

    /// <summary>The means over all processes, in the order their names were first seen, and a new beginning.</summary>
    public KeyValuePair<string, double>[] Take(Accelerator accelerator, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        MeanShare[] own = [.. _sums.Select(sum => new MeanShare(sum.Key, sum.Value.Read + (sum.Value.Unread?.ToDouble() ?? 0), sum.Value.Count))];
        Dispose();
        var shares = accelerator.NumProcesses == 1 ? own : accelerator.GatherObject(own, CollectiveJson.Default.MeanShareArray, file, line).SelectMany(share => share);
        return [.. shares.GroupBy(share => share.Name).Select(mean => KeyValuePair.Create(mean.Key, mean.Sum(share => share.Sum) / mean.Sum(share => share.Count)))];
    }

    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            sum.Unread?.Dispose();
        _sums.Clear();
    }

    private sealed class Sum
    {
        public double Read { get; set; }

        public Tensor? Unread { get; set; }

        public long Count { get; set; }
    }
}
