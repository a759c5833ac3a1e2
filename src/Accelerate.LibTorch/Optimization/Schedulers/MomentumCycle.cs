namespace TorchSharp.Optimization;

/// <summary>The momentum, or first beta, that some schedules change against the learning rate.</summary>
internal sealed class MomentumCycle
{
    private readonly torch.optim.Optimizer _optimizer;
    private readonly double[] _low;
    private readonly double[] _high;

    public MomentumCycle(torch.optim.Optimizer optimizer, double[] low, double[] high)
    {
        foreach (var group in optimizer.ParamGroups)
            if (group is not (torch.optim.IMomentum or torch.optim.IBetas))
                throw new ArgumentException(
                    $"The optimizer's parameter groups ({group.GetType()}) have neither momentum nor betas; pass cycle_momentum: false.",
                    nameof(optimizer));
        _optimizer = optimizer;
        _low = low;
        _high = high;
    }

    /// <param name="momentum">The new value from the lower and the upper bound of a group.</param>
    public void Set(Func<double, double, double> momentum)
    {
        var i = 0;
        foreach (var group in _optimizer.ParamGroups.Take(_low.Length))
        {
            var value = momentum(_low[i], _high[i]);
            i++;
            if (group is torch.optim.IBetas adaptive)
                adaptive.Betas = (value, adaptive.Betas.Item2);
            else
                ((torch.optim.IMomentum)group).Momentum = value;
        }
    }
}
