using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>The training of one process without Accelerate, which the others are held to.</summary>
internal static class PlainLoop
{
    public static EqualityOutcome Train(EqualityCase work)
    {
        using var scope = NewDisposeScope();
        var outcome = new EqualityOutcome();
        using var loader = work.Loader(EqualityCase.GlobalBatchSize);
        var network = work.Network(rank: 0);
        var optimizer = EqualityCase.Optimizer(network);
        var scheduler = EqualityCase.Schedule(optimizer, work.Epochs * work.StepsPerEpoch);
        for (var epoch = 0; epoch < work.Epochs; epoch++)
        {
            var batches = loader.Count;
            var position = 0;
            foreach (var batch in loader)
            {
                outcome.Saw(batch);
                var first = position / work.Accumulation * work.Accumulation;
                (EqualityCase.Loss(network, batch) / Math.Min(work.Accumulation, batches - first)).backward();
                position++;
                if (position % work.Accumulation != 0 && position != batches)
                    continue;
                nn.utils.clip_grad_norm_(network.parameters(), EqualityCase.MaxGradientNorm);
                optimizer.step();
                scheduler.step();
                optimizer.zero_grad();
            }
        }
        outcome.Learned(network);
        return outcome;
    }
}
