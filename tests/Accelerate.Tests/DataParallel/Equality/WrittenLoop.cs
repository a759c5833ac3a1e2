using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>The training as a written loop.</summary>
internal static class WrittenLoop
{
    public static EqualityOutcome Train(EqualityCase work, Accelerator accelerator)
    {
        using var scope = NewDisposeScope();
        var outcome = new EqualityOutcome();
        using var loader = accelerator.Prepare(work.Loader(work.LoaderBatchSize));
        var network = work.Network(accelerator.ProcessIndex);
        var sgd = EqualityCase.Optimizer(network);
        var stepsPerEpoch = ((int)loader.Count!.Value + work.Accumulation - 1) / work.Accumulation;
        var (model, optimizer) = accelerator.Prepare(network, sgd);
        var scheduler = accelerator.Prepare(EqualityCase.Schedule(sgd, work.Epochs * stepsPerEpoch));
        for (var epoch = 0; epoch < work.Epochs; epoch++)
        {
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                outcome.Saw(batch);
                using (accelerator.Accumulate(model))
                {
                    accelerator.Backward(EqualityCase.Loss(model, batch));
                    if (accelerator.SyncGradients)
                        accelerator.ClipGradNorm(model.parameters(), EqualityCase.MaxGradientNorm);
                    optimizer.step();
                    scheduler.step();
                    optimizer.zero_grad();
                }
            }
        }
        outcome.Learned(model);
        return outcome;
    }
}
